#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tests {

/// What a server sent, taken apart just enough to look at it.
struct RawAnswer {
    int status = 0;
    std::string head;  ///< status line and headers, blank line included
    std::string body;

    /// The value of the first header of that name, in any case; nothing when absent.
    [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
};

/// A TCP connection to a server on this machine that sends exactly the bytes it is told to. Reads
/// give up after five seconds, so that a hanging server fails a test rather than stops it.
class RawClient {
public:
    /// `receive_buffer` in bytes: small, for a client that reads slowly; 0 for the system's choice.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False when the server has closed the connection.
    bool send(std::string_view bytes);
    /// Says that nothing more will be sent.
    void finish_sending();

    enum class Expect { Body, HeadOnly };

    /// The next answer; nothing when the connection ends before it is whole.
    [[nodiscard]] std::optional<RawAnswer> read_answer(Expect expect = Expect::Body);
    /// Reads on until `part` is in what was received; false when it does not come.
    [[nodiscard]] bool receives(std::string_view part);

    /// And not handed out yet.
    [[nodiscard]] const std::string& received() const { return received_; }

    /// Everything until the server closes; nothing when it has not closed in time.
    [[nodiscard]] std::optional<std::string> read_until_closed(
        std::chrono::milliseconds longest = std::chrono::seconds(5)
    );
    /// True when the server closes, or resets, within that time.
    [[nodiscard]] bool is_closed_within(std::chrono::milliseconds longest);

private:
    [[nodiscard]] bool read_some(std::chrono::milliseconds longest);

    int socket_;
    std::string received_;
    bool is_closed_ = false;
};

/// One request on a connection of its own, and its answer.
std::optional<RawAnswer> ask(std::uint16_t port, std::string_view bytes);

}  // namespace tests
