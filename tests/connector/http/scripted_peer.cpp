#include "tests/connector/http/scripted_peer.hpp"

#include <array>
#include <stdexcept>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"

namespace tests {
namespace {

constexpr int kLookMillis = 20;  ///< how soon the thread notices that it shall stop

/// One past the end of the first whole request in `bytes`, or npos.
std::size_t request_end(const std::string& bytes) {
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string::npos) return head;
    const std::size_t length = base::to_lower(bytes.substr(0, head)).find("content-length: ");
    std::size_t body = 0;
    if (length != std::string::npos) {
        const std::size_t from = length + 16;
        const auto digits = bytes.substr(from, bytes.find('\r', from) - from);
        body = static_cast<std::size_t>(base::parse_int(digits).value_or(0));
    }
    return bytes.size() < head + 4 + body ? std::string::npos : head + 4 + body;
}

}  // namespace

ScriptedPeer::ScriptedPeer(std::vector<std::string> answers)
    : answers_(std::move(answers)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
        throw std::runtime_error("no port to listen on");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { run(); });
}

ScriptedPeer::~ScriptedPeer() {
    is_stopping_ = true;
    thread_.join();
    ::close(listener_);
}

void ScriptedPeer::run() {
    while (!is_stopping_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, kLookMillis) <= 0) continue;
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) continue;
        ++connections_;
        serve(connection);
        ::close(connection);
    }
}

void ScriptedPeer::serve(int connection) {
    while (read_request(connection)) {
        ++requests_;
        if (next_ >= answers_.size() || answers_[next_].empty()) {
            ++next_;
            return;
        }
        const std::string& answer = answers_[next_++];
        ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
        const bool is_kept = answer.find("Content-Length: 0\r\n") != std::string::npos;
        if (!is_kept) return;
    }
}

bool ScriptedPeer::read_request(int connection) {
    std::string bytes;
    while (!is_stopping_) {
        if (request_end(bytes) != std::string::npos) {
            const std::scoped_lock lock(mutex_);
            last_request_ = bytes;
            return true;
        }
        pollfd waiting{connection, POLLIN, 0};
        if (::poll(&waiting, 1, kLookMillis) <= 0) continue;
        std::array<char, 4096> chunk{};
        const ssize_t got = ::recv(connection, chunk.data(), chunk.size(), 0);
        if (got <= 0) return false;
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return false;
}

}  // namespace tests
