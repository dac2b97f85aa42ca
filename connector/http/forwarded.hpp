#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace connector::http {

/// The proxies whose word on the client's address is believed (SR-112). Immutable, thread-safe.
class TrustedProxies {
public:
    /// Networks as CIDR ("10.0.0.0/8", "fd00::/8") or single addresses. Throws std::runtime_error
    /// that names the one it cannot read.
    explicit TrustedProxies(const std::vector<std::string>& networks);

    /// `address` as text; what is no address is not trusted.
    [[nodiscard]] bool contains(std::string_view address) const;

    /// Who the request is from: `peer` itself unless it is trusted. Of the X-Forwarded-For values
    /// (one for each header line, in order) only what trusted proxies have appended counts: read
    /// from the right, the first address that is not a trusted proxy. What lies left of it, or of
    /// anything unreadable, was written by somebody else.
    [[nodiscard]] std::string client_of(
        std::string_view peer, const std::vector<std::string_view>& forwarded_for
    ) const;

private:
    struct Network {
        std::array<unsigned char, 16> address;  ///< IPv4 as ::ffff:a.b.c.d
        unsigned prefix;
    };

    std::vector<Network> networks_;
};

/// The one way an address is written: ::ffff:192.0.2.1 is 192.0.2.1. Empty for what is no address.
[[nodiscard]] std::string canonical_address(std::string_view text);

/// What counts as one client in limits: an IPv4 address, or the /64 that an IPv6 client may choose
/// any address from.
[[nodiscard]] std::string client_network(std::string_view address);

}  // namespace connector::http
