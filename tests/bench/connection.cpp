#include "tests/bench/connection.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"

namespace bench {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::size_t content_length(std::string_view head) {
    for (const std::string_view line : base::split(head, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (!base::equal_ignoring_case(line.substr(0, colon), "content-length")) continue;
        const auto length = base::parse_int(base::trim(line.substr(colon + 1)));
        if (length) return static_cast<std::size_t>(*length);
    }
    return 0;
}

}  // namespace

Connection::Connection(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
}

Connection::~Connection() {
    ::close(socket_);
}

Connection::Answer Connection::exchange(std::string_view request) {
    send(request);
    for (;;) {
        if (const auto answer = read()) return *answer;
    }
}

void Connection::send(std::string_view request) {
    buffer_.erase(0, answer_length_);
    answer_length_ = 0;
    while (!request.empty()) {
        const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("the server hung up while a request was sent");
        request.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::optional<Connection::Answer> Connection::read() {
    char chunk[16384];
    const ssize_t got = ::recv(socket_, chunk, sizeof chunk, 0);
    if (got <= 0) throw std::runtime_error("the server hung up before it had answered");
    buffer_.append(chunk, static_cast<std::size_t>(got));

    const std::size_t end = buffer_.find(kHeadEnd);
    if (end == std::string::npos) return std::nullopt;
    const std::string_view head = std::string_view(buffer_).substr(0, end);
    const std::size_t length = content_length(head);
    const std::size_t whole = end + kHeadEnd.size() + length;
    if (buffer_.size() < whole) return std::nullopt;
    answer_length_ = whole;
    return Answer{
        .status = static_cast<int>(base::parse_int(head.substr(9, 3)).value_or(0)),
        .head = head,
        .body = std::string_view(buffer_).substr(end + kHeadEnd.size(), length)};
}

}  // namespace bench
