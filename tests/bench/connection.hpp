#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

/// A kept-alive HTTP/1.1 connection to loopback, blocking. Throws std::runtime_error when the
/// server hangs up.
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

    /// Sends the bytes of one request and reads one answer with a Content-Length.
    Answer exchange(std::string_view request);

private:
    int socket_;
    std::string buffer_;
    std::size_t answer_length_ = 0;
};

}  // namespace bench
