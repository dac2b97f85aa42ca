#include "jira/caller.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"

namespace jira {

Caller::Caller(RestSettings settings, base::HttpTransport& transport, base::Clock& clock)
    : settings_(std::move(settings)), transport_(transport), clock_(clock) {}

base::HttpRequest Caller::prepare(std::string_view method, std::string_view path) const {
    base::HttpRequest request{
        .method = std::string(method),
        .url = settings_.api_url + std::string(path),
        .headers = {
            {"Accept", "application/json"},
            // Messages and names in the language of our logs, not in the account's.
            {"X-Force-Accept-Language", "true"},
            {"Accept-Language", "en-US"}}};
    if (!settings_.authorization.empty()) {
        request.headers.push_back({"Authorization", std::string(settings_.authorization.reveal())});
    }
    return request;
}

base::HttpRequest Caller::prepare(std::string_view method, std::string_view path, const Json& body)
    const {
    base::HttpRequest request = prepare(method, path);
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return request;
}

std::string Caller::platform(std::string_view rest) const {
    return settings_.platform + std::string(rest);
}

base::Result<base::HttpResponse> Caller::send(
    std::string_view call, const base::HttpRequest& request
) {
    auto sent = transport_.send(request);
    if (sent) return sent;
    base::Error error = sent.error();
    error.message = fmt::format("{}: {}", call, error.message);
    return tl::unexpected(std::move(error));
}

base::Result<Json> Caller::ask(std::string_view call, const base::HttpRequest& request) {
    const auto sent = send(call, request);
    if (!sent) return base::fail(sent);
    return read_answer(call, *sent, clock_.now());
}

base::Result<Json> Caller::get(std::string_view call, std::string_view path) {
    return ask(call, prepare("GET", path));
}

}  // namespace jira
