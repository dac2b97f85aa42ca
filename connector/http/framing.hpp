#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// Where one request ends and the next begins, and nothing that two readers could understand in two
/// ways (SR-110). Pure functions over the bytes as they came; stricter than RFC 9112 where the RFC
/// lets a server be lenient, because a proxy in front of us may be lenient differently.
namespace connector::http {

enum class BodyKind { None, Length, Chunked };

struct HeaderView {
    std::string_view name;   ///< as sent
    std::string_view value;  ///< without the blanks around it
};

/// A request's head. Views point into the bytes that were parsed.
struct Head {
    std::string_view method;
    std::string_view target;  ///< begins with '/', visible ASCII without '#'
    std::vector<HeaderView> headers;
    std::string_view host;  ///< the value of the one Host header
    BodyKind body = BodyKind::None;
    std::uint64_t body_length = 0;  ///< for BodyKind::Length
    bool keep_alive = true;
    bool expects_continue = false;
};

/// Why a head is refused. `reason` is a fixed text of ours: it may be logged.
struct Refusal {
    int status = 400;
    std::string_view reason;
};

struct HeadLimits {
    std::size_t max_header_count = 100;
    std::size_t max_target_bytes = 4096;
};

/// One past the blank line that ends the head, or npos when it has not come yet. Bare line feeds
/// end a head too, so that they are refused at once instead of at the deadline. `known` bytes at
/// the front are known not to hold the end.
[[nodiscard]] std::size_t head_end(std::string_view bytes, std::size_t known = 0);

/// `bytes` is exactly one head, blank line included.
[[nodiscard]] tl::expected<Head, Refusal> check_framing(
    std::string_view bytes, const HeadLimits& limits
);

/// RFC 9110 5.6.2: what a method or a header name is made of.
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace connector::http
