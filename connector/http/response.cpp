#include "connector/http/response.hpp"

#include <algorithm>
#include <stdexcept>

#include "connector/http/framing.hpp"

namespace connector::http {
namespace {

constexpr std::size_t kLongestPath = 2048;

Response answer(int status, std::string content_type, std::string body) {
    Response response;
    response.status = status;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    return response;
}

/// RFC 6265 4.1.1: visible ASCII without quote, comma, semicolon and backslash.
bool is_cookie_value(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        return c > ' ' && c < '\x7f' &&
               std::string_view("\",;\\").find(c) == std::string_view::npos;
    });
}

}  // namespace

Response html(int status, std::string body) {
    return answer(status, "text/html; charset=utf-8", std::move(body));
}

Response text(int status, std::string body) {
    return answer(status, "text/plain; charset=utf-8", std::move(body));
}

Response json(int status, std::string body) {
    return answer(status, "application/json", std::move(body));
}

Response event_stream(std::shared_ptr<EventStream> events) {
    Response response = answer(200, "text/event-stream; charset=utf-8", "");
    response.headers.push_back({"X-Accel-Buffering", "no"});  // nginx, else it collects
    response.events = std::move(events);
    return response;
}

bool is_own_path(std::string_view path) {
    const bool is_plain = std::all_of(path.begin(), path.end(), [](char c) {
        return c > ' ' && c <= '~' && c != '\\';
    });
    return is_plain && path.starts_with('/') && !path.starts_with("//") &&
           path.size() <= kLongestPath;
}

Response see_other(std::string_view location) {
    if (!is_own_path(location)) throw std::logic_error("see_other wants an absolute path of ours");
    Response response = answer(303, "", "");
    response.headers.push_back({"Location", std::string(location)});
    return response;
}

void set_cookie(Response& response, const Cookie& cookie) {
    if (!is_token(cookie.name) || !is_cookie_value(cookie.value)) {
        throw std::logic_error("cookie " + cookie.name + " does not fit into a header");
    }
    std::string value = cookie.name + "=" + cookie.value + "; Path=/; HttpOnly";
    if (!cookie.until_closed) value += "; Max-Age=" + std::to_string(cookie.max_age.count());
    value += cookie.same_site == SameSite::Strict ? "; SameSite=Strict" : "; SameSite=Lax";
    if (!cookie.plain_http) value += "; Secure";
    response.headers.push_back({"Set-Cookie", std::move(value)});
}

}  // namespace connector::http
