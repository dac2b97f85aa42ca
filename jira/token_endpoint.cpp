#include "jira/token_endpoint.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

using base::ErrorKind;

constexpr std::string_view kCall = "POST oauth/token";
/// A longer life is not believed.
constexpr std::int64_t kLongestLife = 24 * 60 * 60;

/// The code of RFC 6749 section 5.2, or nothing for an answer of another form.
std::string error_code(const base::HttpResponse& answer) {
    const auto body = parse_json(answer.body);
    const auto code = body ? text_member(*body, "error") : std::nullopt;
    return std::string(code.value_or(""));
}

base::Result<Grant> refusal(const base::HttpResponse& answer, base::Time now) {
    const std::string code = error_code(answer);
    if (code == "invalid_grant") {
        return base::fail(
            ErrorKind::Unauthorized,
            fmt::format("{}: {} invalid_grant: the consent has ended", kCall, answer.status)
        );
    }
    const bool is_client = code == "invalid_client" || code == "unauthorized_client" ||
                           code == "invalid_request" || code == "access_denied";
    if (is_client) {
        return base::fail(
            ErrorKind::Rejected,
            fmt::format(
                "{}: {} {}: site.auth.client_id or client_secret is wrong",
                kCall,
                answer.status,
                code
            )
        );
    }
    const auto other = read_answer(kCall, answer, now);
    if (!other) return base::fail(other);
    return base::fail(ErrorKind::Invalid, fmt::format("{}: {}", kCall, answer.status));
}

}  // namespace

TokenEndpoint::TokenEndpoint(Settings settings, base::HttpTransport& transport, base::Clock& clock)
    : settings_(std::move(settings)), transport_(transport), clock_(clock) {}

base::Result<Grant> TokenEndpoint::renew(const base::Secret& refresh_token) {
    const Json body = {
        {"grant_type", "refresh_token"},
        {"client_id", settings_.client_id},
        {"client_secret", settings_.client_secret.reveal()},
        {"refresh_token", refresh_token.reveal()}};
    const base::Time asked = clock_.now();
    const auto sent = transport_.send(
        {.method = "POST",
         .url = settings_.url,
         .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
         .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)}
    );
    if (!sent) return base::fail(sent);
    if (sent->status != 200) return refusal(*sent, clock_.now());

    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer) return base::fail(answer);
    const auto access = text_member(*answer, "access_token");
    const auto life = count_member(*answer, "expires_in");
    if (!access || access->empty() || !life) {
        return base::fail(ErrorKind::Invalid, fmt::format("{}: no token in the answer", kCall));
    }
    // Without a new one (RFC 6749 section 6) the old one stays good.
    const auto next = text_member(*answer, "refresh_token");
    return Grant{
        .refresh_token =
            next && !next->empty() ? base::Secret(std::string(*next)) : refresh_token.clone(),
        .access_token = base::Secret(std::string(*access)),
        .expires = asked + base::seconds{std::min(*life, kLongestLife)}};
}

}  // namespace jira
