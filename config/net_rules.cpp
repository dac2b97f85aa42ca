#include "config/net_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

tl::unexpected<base::Error> must(std::string wanted) {
    return base::fail(base::ErrorKind::Invalid, "must " + std::move(wanted));
}

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

/// The bytes of an IPv4 or IPv6 address, most significant first.
std::optional<base::Bytes> ip_bytes(const std::string& text) {
    std::array<std::byte, sizeof(in6_addr)> raw{};
    if (::inet_pton(AF_INET, text.c_str(), raw.data()) == 1) {
        return base::Bytes(raw.begin(), raw.begin() + sizeof(in_addr));
    }
    if (::inet_pton(AF_INET6, text.c_str(), raw.data()) == 1) {
        return base::Bytes(raw.begin(), raw.end());
    }
    return std::nullopt;
}

bool is_label(std::string_view label) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), is_allowed);
}

bool is_host_name(std::string_view lower) {
    const auto labels = base::split(lower, '.');
    return lower.size() <= 253 && std::all_of(labels.begin(), labels.end(), is_label);
}

struct Authority {
    std::string host;                   ///< lower case; an IPv6 address in brackets
    std::optional<std::uint16_t> port;  ///< nothing when not given
};

std::optional<std::uint16_t> parse_port(std::string_view text) {
    const auto port = base::parse_int(text);
    if (!port || text[0] == '-' || text.size() > 5 || *port > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

std::optional<Authority> parse_authority(std::string_view text) {
    const bool is_bracketed = starts_with(text, "[");
    const std::size_t host_end = is_bracketed ? text.find(']') + 1 : text.find(':');
    if (is_bracketed && host_end == 0) return std::nullopt;
    Authority result{base::to_lower(text.substr(0, host_end)), std::nullopt};
    if (is_bracketed) {
        const auto bytes = ip_bytes(result.host.substr(1, result.host.size() - 2));
        if (!bytes || bytes->size() != sizeof(in6_addr)) return std::nullopt;
    } else if (!is_host_name(result.host)) {
        return std::nullopt;
    }
    if (host_end >= text.size()) return result;
    result.port = parse_port(text.substr(host_end + 1));
    if (text[host_end] != ':' || !result.port) return std::nullopt;
    return result;
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

struct Url {
    std::string scheme;
    Authority authority;
    std::string path;  ///< without a slash at the end
};

/// An absolute http or https URL. Credentials, query and fragment have no place in any option.
base::Result<Url> parse_url(std::string_view text) {
    const std::size_t scheme_end = text.find("://");
    const std::string scheme = base::to_lower(text.substr(0, scheme_end));
    if (scheme_end == std::string_view::npos || (scheme != "https" && scheme != "http")) {
        return must("be a URL that starts with https://");
    }
    if (text.find('@') != std::string_view::npos) {
        return must("not hold a user name or password");
    }
    if (text.find_first_of("?# \\\"<>") != std::string_view::npos) {
        return must("be a plain URL, without '?', '#', quotes and blanks");
    }
    std::string_view rest = text.substr(scheme_end + 3);
    const std::size_t path_at = std::min(rest.find('/'), rest.size());
    auto authority = parse_authority(rest.substr(0, path_at));
    if (!authority) return must("name a host, and after ':' a port, such as https://acme.example");
    std::string path(rest.substr(path_at));
    while (!path.empty() && path.back() == '/') path.pop_back();
    if (scheme == "http" && !is_loopback(authority->host)) {
        return must("start with https:// (plain http is for localhost, 127.0.0.1 and [::1] only)");
    }
    return Url{scheme, std::move(*authority), std::move(path)};
}

/// Without the scheme's own port: browsers leave it out of Origin as well.
std::string spelled(const Url& url) {
    std::string result = url.scheme + "://" + url.authority.host;
    const std::uint16_t usual = url.scheme == "https" ? 443 : 80;
    if (url.authority.port && *url.authority.port != usual) {
        result += fmt::format(":{}", *url.authority.port);
    }
    return result + url.path;
}

/// The address without the bits beyond `length`.
base::Bytes masked(base::Bytes address, std::size_t length) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        const std::size_t kept = length > i * 8 ? std::min<std::size_t>(length - i * 8, 8) : 0;
        address[i] &= static_cast<std::byte>(0xFF00U >> kept);
    }
    return address;
}

std::string spelled(const base::Bytes& address) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const int family = address.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
    ::inet_ntop(family, address.data(), buffer.data(), buffer.size());
    return buffer.data();
}

}  // namespace

base::Result<std::string> email_rule(std::string_view text) {
    const std::size_t at = text.rfind('@');
    const bool is_good = at != std::string_view::npos && at > 0 && text.size() <= 254 &&
                         text.find_first_of(" <>,;:\"()[]\\") == std::string_view::npos &&
                         text.find('@') == at && is_host_name(base::to_lower(text.substr(at + 1)));
    if (is_good) return std::string(text);
    return must("be an e-mail address, such as bot@acme.example");
}

base::Result<std::string> mailbox_rule(std::string_view text) {
    const std::size_t open = text.find('<');
    const bool has_name = open != std::string_view::npos && text.back() == '>';
    const std::string_view address =
        has_name ? text.substr(open + 1, text.size() - open - 2) : text;
    if (email_rule(address)) return std::string(text);
    return must("be an address, such as support@acme.example or Acme <support@acme.example>");
}

base::Result<std::string> url_rule(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return base::fail(url);
    return spelled(*url);
}

base::Result<std::string> origin_rule(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return base::fail(url);
    if (!url->path.empty()) {
        return must("end after the host and port, such as https://support.acme.example");
    }
    return spelled(*url);
}

base::Result<std::string> smtp_url_rule(std::string_view text) {
    const std::size_t scheme_end = text.find("://");
    const std::string scheme = base::to_lower(text.substr(0, scheme_end));
    if (text.find('@') != std::string_view::npos) {
        return must("not hold a user name or password; write username and password beside it");
    }
    std::optional<Authority> authority;
    if (scheme_end != std::string_view::npos && (scheme == "smtp" || scheme == "smtps")) {
        authority = parse_authority(text.substr(scheme_end + 3));
    }
    if (!authority || !authority->port || *authority->port == 0) {
        return must("be smtp://HOST:PORT or smtps://HOST:PORT, such as smtp://smtp.acme.example:587"
        );
    }
    return fmt::format("{}://{}:{}", scheme, authority->host, *authority->port);
}

base::Result<std::string> store_url_rule(std::string_view text) {
    static constexpr std::string_view kSqlite = "sqlite:";
    if (starts_with(text, "postgresql://")) return std::string(text);
    if (!starts_with(text, kSqlite) || text.size() == kSqlite.size()) {
        return must("be sqlite:PATH, such as sqlite:data/connector.db");
    }
    if (text[kSqlite.size()] == ':')
        return must("name a file: a store in memory forgets everything");
    return std::string(text);
}

base::Result<std::string> endpoint_rule(std::string_view text) {
    const auto authority = parse_authority(text);
    if (authority && authority->port) {
        return fmt::format("{}:{}", authority->host, *authority->port);
    }
    return must("be HOST:PORT, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080");
}

base::Result<std::string> network_rule(std::string_view text) {
    const std::string wanted = "be a network, such as 10.0.0.0/8, 192.0.2.7/32 or fd00::/8";
    const std::size_t slash = text.find('/');
    const auto address = ip_bytes(std::string(text.substr(0, slash)));
    if (!address) return must(wanted);
    const auto bits = static_cast<std::int64_t>(address->size() * 8);
    std::int64_t length = bits;
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto parsed = base::parse_int(digits);
        if (!parsed || digits[0] == '-' || *parsed > bits) return must(wanted);
        length = *parsed;
    }
    if (length == 0) return must("not be the whole Internet: anybody could pose as a proxy");
    const auto network = masked(*address, static_cast<std::size_t>(length));
    if (network != *address) {
        return must(fmt::format("start at its first address: {}/{}", spelled(network), length));
    }
    return fmt::format("{}/{}", spelled(network), length);
}

base::Result<std::string> host_rule(std::string_view text) {
    std::string lower = base::to_lower(text);
    if (is_host_name(lower)) return lower;
    return must("be a host name, such as help.acme.example (beyond ASCII in its xn-- form)");
}

HostPort split_endpoint(std::string_view text) {
    const auto authority = parse_authority(text);
    if (!authority) return {};
    std::string host = authority->host;
    if (host[0] == '[') host = host.substr(1, host.size() - 2);
    return {std::move(host), authority->port.value_or(0)};
}

}  // namespace config
