#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tests {

/// What the server does when a step comes.
struct Reaction {
    enum class Kind {
        Reply,
        Hang,       ///< says nothing until the client goes away
        Drop,       ///< closes the connection
        ReplyLate,  ///< replies when the client has sent its next command
        ReplyAndDrop,
    };
    Kind kind = Kind::Reply;
    std::string text{};  ///< lines without the last CRLF
};

/// An SMTP server on a free loopback port that accepts every mail unless told otherwise, and
/// remembers what it was sent. Steps: GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, DOT, QUIT.
class ScriptedSmtp {
public:
    enum class Tls { None, Offered, Implicit };

    struct Options {
        Tls tls = Tls::None;
        std::string certificate{};
        std::string key{};
        bool offers_login = true;
    };

    explicit ScriptedSmtp(Options options);
    ScriptedSmtp();
    ~ScriptedSmtp();
    ScriptedSmtp(const ScriptedSmtp&) = delete;
    ScriptedSmtp& operator=(const ScriptedSmtp&) = delete;

    /// The `nth` time, from 0 and over all connections, that `step` comes.
    void on(std::string_view step, Reaction reaction, std::size_t nth = 0);

    [[nodiscard]] int port() const { return port_; }

    [[nodiscard]] std::string url() const;
    /// Command lines without CRLF, AUTH with its argument, over all connections.
    [[nodiscard]] std::vector<std::string> commands() const;
    [[nodiscard]] std::size_t count(std::string_view step) const;
    /// Messages up to their final dot, as they came: dots still doubled. Accepted or not.
    [[nodiscard]] std::vector<std::string> mails() const;
    [[nodiscard]] std::size_t connections() const;
    /// Until no connection is open on this side.
    void wait_until_all_are_closed();

private:
    class Wire;

    void accept_connections();
    void serve(int socket);
    /// What it replied; nothing when the connection is over.
    [[nodiscard]] std::optional<std::string> react(Wire& wire, std::string_view step);
    /// False when the connection is over.
    [[nodiscard]] bool handle(Wire& wire, const std::string& line);
    [[nodiscard]] bool receive_mail(Wire& wire);
    [[nodiscard]] Reaction reaction_to(const Wire& wire, std::string_view step);
    [[nodiscard]] std::string usual_reply(const Wire& wire, std::string_view step) const;

    const Options options_;
    int listener_ = -1;
    int port_ = 0;

    mutable std::mutex mutex_;
    std::map<std::string, std::map<std::size_t, Reaction>, std::less<>> script_;
    std::map<std::string, std::size_t, std::less<>> counts_;
    std::vector<std::string> commands_;
    std::vector<std::string> mails_;
    std::vector<int> sockets_;  ///< open ones
    std::size_t connections_ = 0;
    bool is_stopping_ = false;
    std::condition_variable closed_;

    std::vector<std::thread> servants_;  ///< touched by acceptor_ alone, then by the destructor
    std::thread acceptor_;
};

}  // namespace tests
