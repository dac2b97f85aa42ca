#include "tests/support/raw_client.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"

namespace tests {
namespace {

constexpr std::chrono::milliseconds kPatience{5'000};

}  // namespace

std::optional<std::string> RawAnswer::header(std::string_view name) const {
    for (const std::string_view line : base::split(head, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (base::equal_ignoring_case(line.substr(0, colon), name)) {
            return std::string(base::trim(line.substr(colon + 1)));
        }
    }
    return std::nullopt;
}

RawClient::RawClient(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer != 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
    }
}

RawClient::~RawClient() {
    ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::finish_sending() {
    ::shutdown(socket_, SHUT_WR);
}

bool RawClient::read_some(std::chrono::milliseconds longest) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(longest.count())) <= 0) return false;
    std::array<char, 16384> chunk{};
    const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
    is_closed_ = got <= 0;
    if (got > 0) received_.append(chunk.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::optional<RawAnswer> RawClient::read_answer(Expect expect) {
    std::size_t end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_some(kPatience)) return std::nullopt;
    }
    RawAnswer answer;
    answer.head = received_.substr(0, end + 4);
    received_.erase(0, end + 4);
    answer.status = static_cast<int>(base::parse_int(answer.head.substr(9, 3)).value_or(0));
    const auto length = base::parse_int(answer.header("content-length").value_or("0"));
    const auto wanted = expect == Expect::HeadOnly ? 0U : static_cast<std::size_t>(*length);
    while (received_.size() < wanted) {
        if (!read_some(kPatience)) return std::nullopt;
    }
    answer.body = received_.substr(0, wanted);
    received_.erase(0, wanted);
    return answer;
}

bool RawClient::receives(std::string_view part) {
    while (received_.find(part) == std::string::npos) {
        if (!read_some(kPatience)) return false;
    }
    return true;
}

std::optional<std::string> RawClient::read_until_closed(std::chrono::milliseconds longest) {
    while (!is_closed_ && read_some(longest)) {
    }
    if (!is_closed_) return std::nullopt;
    return received_;
}

bool RawClient::is_closed_within(std::chrono::milliseconds longest) {
    return read_until_closed(longest).has_value();
}

std::optional<RawAnswer> ask(std::uint16_t port, std::string_view bytes) {
    RawClient client(port);
    client.send(bytes);
    return client.read_answer();
}

}  // namespace tests
