#include "tests/support/scripted_smtp.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {
namespace {

using SslContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using SslStream = std::unique_ptr<SSL, decltype(&SSL_free)>;

int listen_on_loopback() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 16) != 0) {
        throw std::runtime_error("cannot listen on loopback");
    }
    return listener;
}

int port_of(int listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

std::string verb_of(const std::string& line) {
    return line.substr(0, line.find_first_of(" :"));
}

}  // namespace

/// One connection's lines, in plain text or in TLS.
class ScriptedSmtp::Wire {
public:
    Wire(int socket, const Options& options) : socket_(socket), options_(options) {}

    [[nodiscard]] bool start_tls() {
        context_.reset(SSL_CTX_new(TLS_server_method()));
        SSL_CTX_use_certificate_chain_file(context_.get(), options_.certificate.c_str());
        SSL_CTX_use_PrivateKey_file(context_.get(), options_.key.c_str(), SSL_FILETYPE_PEM);
        stream_.reset(SSL_new(context_.get()));
        SSL_set_fd(stream_.get(), socket_);
        return SSL_accept(stream_.get()) == 1;
    }

    [[nodiscard]] bool is_tls() const { return stream_ != nullptr; }

    /// Without CRLF; nothing when the client is gone.
    [[nodiscard]] std::optional<std::string> read_line() {
        std::size_t end = 0;
        while ((end = unread_.find("\r\n")) == std::string::npos) {
            std::array<char, 4096> buffer{};
            const int count =
                stream_ ? SSL_read(stream_.get(), buffer.data(), int{buffer.size()})
                        : static_cast<int>(::recv(socket_, buffer.data(), buffer.size(), 0));
            if (count <= 0) return std::nullopt;
            unread_.append(buffer.data(), static_cast<std::size_t>(count));
        }
        std::string line = unread_.substr(0, end);
        unread_.erase(0, end + 2);
        return line;
    }

    void write(const std::string& text) {
        const std::string line = text + "\r\n";
        if (stream_) {
            (void)SSL_write(stream_.get(), line.data(), static_cast<int>(line.size()));
        } else {
            (void)::send(socket_, line.data(), line.size(), MSG_NOSIGNAL);
        }
    }

    void wait_for_the_end() {
        while (read_line()) {
        }
    }

    std::optional<std::string> late_reply{};

private:
    int socket_;
    const Options& options_;
    SslContext context_{nullptr, &SSL_CTX_free};
    SslStream stream_{nullptr, &SSL_free};
    std::string unread_;
};

ScriptedSmtp::ScriptedSmtp() : ScriptedSmtp(Options{}) {}

ScriptedSmtp::ScriptedSmtp(Options options) : options_(std::move(options)) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    listener_ = listen_on_loopback();
    port_ = port_of(listener_);
    acceptor_ = std::thread([this] { accept_connections(); });
}

ScriptedSmtp::~ScriptedSmtp() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& servant : servants_) servant.join();
    ::close(listener_);
}

void ScriptedSmtp::on(std::string_view step, Reaction reaction, std::size_t nth) {
    const std::scoped_lock lock(mutex_);
    script_[std::string(step)][nth] = std::move(reaction);
}

std::string ScriptedSmtp::url() const {
    const char* scheme = options_.tls == Tls::Implicit ? "smtps" : "smtp";
    return std::string(scheme) + "://localhost:" + std::to_string(port_);
}

std::vector<std::string> ScriptedSmtp::commands() const {
    const std::scoped_lock lock(mutex_);
    return commands_;
}

std::size_t ScriptedSmtp::count(std::string_view step) const {
    const std::scoped_lock lock(mutex_);
    const auto found = counts_.find(step);
    return found == counts_.end() ? 0 : found->second;
}

std::vector<std::string> ScriptedSmtp::mails() const {
    const std::scoped_lock lock(mutex_);
    return mails_;
}

std::size_t ScriptedSmtp::connections() const {
    const std::scoped_lock lock(mutex_);
    return connections_;
}

void ScriptedSmtp::wait_until_all_are_closed() {
    std::unique_lock lock(mutex_);
    closed_.wait(lock, [this] { return sockets_.empty(); });
}

void ScriptedSmtp::accept_connections() {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        {
            const std::scoped_lock lock(mutex_);
            if (is_stopping_) ::shutdown(socket, SHUT_RDWR);
            sockets_.push_back(socket);
            ++connections_;
        }
        servants_.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedSmtp::serve(int socket) {
    {
        Wire wire(socket, options_);
        bool goes_on = options_.tls != Tls::Implicit || wire.start_tls();
        goes_on = goes_on && react(wire, "GREETING").has_value();
        while (goes_on) {
            const auto line = wire.read_line();
            if (!line) break;
            if (wire.late_reply) wire.write(*std::exchange(wire.late_reply, std::nullopt));
            goes_on = handle(wire, *line);
        }
    }
    const std::scoped_lock lock(mutex_);
    std::erase(sockets_, socket);
    ::close(socket);
    closed_.notify_all();
}

bool ScriptedSmtp::handle(Wire& wire, const std::string& line) {
    const std::string verb = verb_of(line);
    {
        const std::scoped_lock lock(mutex_);
        commands_.push_back(line);
    }
    const auto reply = react(wire, verb);
    if (!reply) return false;
    if (verb == "STARTTLS") return wire.start_tls();
    if (verb == "DATA" && reply->starts_with("354")) return receive_mail(wire);
    return verb != "QUIT";
}

bool ScriptedSmtp::receive_mail(Wire& wire) {
    std::string mail;
    for (;;) {
        const auto line = wire.read_line();
        if (!line) return false;
        if (*line == ".") break;
        mail += *line + "\r\n";
    }
    {
        const std::scoped_lock lock(mutex_);
        mails_.push_back(std::move(mail));
    }
    return react(wire, "DOT").has_value();
}

std::optional<std::string> ScriptedSmtp::react(Wire& wire, std::string_view step) {
    const Reaction reaction = reaction_to(wire, step);
    switch (reaction.kind) {
        case Reaction::Kind::Reply: wire.write(reaction.text); return reaction.text;
        case Reaction::Kind::ReplyLate: wire.late_reply = reaction.text; return reaction.text;
        case Reaction::Kind::ReplyAndDrop: wire.write(reaction.text); break;
        case Reaction::Kind::Hang: wire.wait_for_the_end(); break;
        case Reaction::Kind::Drop: break;
    }
    return std::nullopt;
}

Reaction ScriptedSmtp::reaction_to(const Wire& wire, std::string_view step) {
    const std::scoped_lock lock(mutex_);
    const std::size_t nth = counts_[std::string(step)]++;
    const auto rows = script_.find(step);
    if (rows != script_.end() && rows->second.contains(nth)) return rows->second[nth];
    return {Reaction::Kind::Reply, usual_reply(wire, step)};
}

std::string ScriptedSmtp::usual_reply(const Wire& wire, std::string_view step) const {
    if (step == "GREETING") return "220 scripted ESMTP";
    if (step == "EHLO") {
        std::string lines = options_.offers_login ? "250-AUTH PLAIN LOGIN\r\n" : "";
        if (options_.tls == Tls::Offered && !wire.is_tls()) lines += "250-STARTTLS\r\n";
        return lines + "250 SIZE";
    }
    if (step == "STARTTLS") return "220 go ahead";
    if (step == "AUTH") return "235 welcome";
    if (step == "DATA") return "354 go ahead";
    if (step == "DOT") return "250 queued";
    if (step == "QUIT") return "221 bye";
    return "250 ok";
}

}  // namespace tests
