#include "connector/http/forwarded.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <arpa/inet.h>

#include "base/text.hpp"

namespace connector::http {
namespace {

using Address = std::array<unsigned char, 16>;

constexpr std::array<unsigned char, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;

bool is_ipv4(const Address& address) {
    return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.begin());
}

std::optional<Address> parse_address(std::string_view text) {
    const std::string terminated(text);
    Address address{};
    if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.begin());
    if (inet_pton(AF_INET, terminated.c_str(), address.data() + kMappedPrefix.size()) == 1) {
        return address;
    }
    return std::nullopt;
}

std::string to_text(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v4 = is_ipv4(address);
    const unsigned char* bytes = address.data() + (v4 ? kMappedPrefix.size() : 0);
    inet_ntop(v4 ? AF_INET : AF_INET6, bytes, text.data(), text.size());
    return text.data();
}

bool share_prefix(const Address& left, const Address& right, unsigned bits) {
    const std::size_t whole = bits / 8;
    if (std::memcmp(left.data(), right.data(), whole) != 0) return false;
    if (bits % 8 == 0) return true;
    const unsigned difference = static_cast<unsigned>(left[whole] ^ right[whole]);
    return difference >> (8 - bits % 8) == 0;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
    for (const std::string& text : networks) {
        const auto parts = base::split(text, '/');
        const auto address = parse_address(parts[0]);
        const bool is_v4_text = parts[0].find(':') == std::string_view::npos;
        const std::int64_t bits = is_v4_text ? 32 : 128;
        const auto prefix = parts.size() == 2 ? base::parse_int(parts[1]) : std::optional(bits);
        if (!address || parts.size() > 2 || !prefix || *prefix < 0 || *prefix > bits) {
            throw std::runtime_error(
                "trusted proxy \"" + text + "\" is not a network like 10.0.0.0/8"
            );
        }
        const auto offset = is_v4_text ? kMappedBits : 0U;
        networks_.push_back({*address, static_cast<unsigned>(*prefix) + offset});
    }
}

bool TrustedProxies::contains(std::string_view address) const {
    const auto parsed = networks_.empty() ? std::nullopt : parse_address(address);
    return parsed && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
               return share_prefix(*parsed, network.address, network.prefix);
           });
}

std::string TrustedProxies::client_of(
    std::string_view peer, const std::vector<std::string_view>& forwarded_for
) const {
    std::string client(peer);
    if (!contains(peer)) return client;
    for (auto line = forwarded_for.rbegin(); line != forwarded_for.rend(); ++line) {
        const auto hops = base::split(*line, ',');
        for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
            std::string address = canonical_address(base::trim(*hop));
            if (address.empty()) return client;
            client = std::move(address);
            if (!contains(client)) return client;
        }
    }
    return client;
}

std::string canonical_address(std::string_view text) {
    const auto address = parse_address(text);
    return address ? to_text(*address) : std::string();
}

std::string client_network(std::string_view address) {
    auto parsed = parse_address(address);
    if (!parsed || is_ipv4(*parsed)) return std::string(address);
    std::fill(parsed->begin() + 8, parsed->end(), static_cast<unsigned char>(0));
    return to_text(*parsed) + "/64";
}

}  // namespace connector::http
