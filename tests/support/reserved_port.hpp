#pragma once

#include <cstdint>

namespace tests {

/// A TCP port of loopback that nobody else on this machine gets while this object lives, but that a
/// server with SO_REUSEPORT, such as the connector, can listen on, stop, and listen on again. While
/// none does, connections are refused.
class ReservedPort {
public:
    ReservedPort();
    ~ReservedPort();
    ReservedPort(const ReservedPort&) = delete;
    ReservedPort& operator=(const ReservedPort&) = delete;

    [[nodiscard]] std::uint16_t number() const { return number_; }

private:
    int socket_;
    std::uint16_t number_ = 0;
};

}  // namespace tests
