#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bench {

/// A kept-alive HTTP/1.1 connection to loopback. Throws std::runtime_error when the server hangs
/// up.
class Connection {
public:
    explicit Connection(std::uint16_t port);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    struct Answer {
        int status = 0;
        std::string_view head;  ///< valid until the next call
        std::string_view body;
    };

    /// Sends the bytes of one request and reads one answer with a Content-Length; blocks.
    Answer exchange(std::string_view request);

    void send(std::string_view request);
    /// Reads once, when the socket is readable: the answer, if that was the last of it.
    std::optional<Answer> read();

    [[nodiscard]] int descriptor() const { return socket_; }

private:
    int socket_;
    std::string buffer_;
    std::size_t answer_length_ = 0;
};

}  // namespace bench
