#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "connector/http/event_stream.hpp"

namespace connector::http {

/// A body that is fetched while it is written, so that no more than a piece of it is in memory. The
/// connection is cut when it turns out shorter or longer than it was said to be.
struct StreamedBody {
    std::uint64_t length = 0;
    /// On the handler's fiber; may wait, within a deadline of its own. "" or an error: no more.
    std::function<base::Result<std::string>()> read;
};

/// What a handler answers. The server adds the security headers (SR-101), Content-Length and Date;
/// the defaults here are the strictest: private, not stored, not indexed.
struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::string body;
    std::string cache_control = "no-store";
    std::vector<base::HttpHeader> headers{};
    std::optional<StreamedBody> stream{};  ///< instead of `body`
    /// Instead of `body`, of a status 200: stays open until either side closes it.
    std::shared_ptr<EventStream> events{};
};

[[nodiscard]] Response html(int status, std::string body);
[[nodiscard]] Response text(int status, std::string body);
[[nodiscard]] Response json(int status, std::string body);
/// "text/event-stream", for `events`; proxies are asked to hold nothing back.
[[nodiscard]] Response event_stream(std::shared_ptr<EventStream> events);
/// Whether a redirect there stays on this site whoever reads it (SR-20): an absolute path of
/// visible ASCII, without a host's two slashes in front, a backslash, or more than 2048 bytes.
[[nodiscard]] bool is_own_path(std::string_view path);
/// 303: the browser follows with GET. `location` is an absolute path of ours.
[[nodiscard]] Response see_other(std::string_view location);

enum class SameSite { Lax, Strict };

/// Path=/ and HttpOnly always; Secure unless `plain_http` (only a loopback demo is plain).
struct Cookie {
    std::string name;
    std::string value;
    base::seconds max_age{0};   ///< 0 deletes
    bool until_closed = false;  ///< instead: the browser forgets it when it is closed
    SameSite same_site = SameSite::Lax;
    bool plain_http = false;
};

void set_cookie(Response& response, const Cookie& cookie);

}  // namespace connector::http
