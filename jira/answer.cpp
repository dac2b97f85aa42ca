#include "jira/answer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "jira/json_fields.hpp"
#include "jira/rate_limit.hpp"

namespace jira {
namespace {

using base::ErrorKind;

/// For a 429 that names no time.
constexpr base::seconds kUnnamedWait{2};

/// The media type without parameters, in lower case.
std::string media_type(const base::HttpResponse& answer) {
    const std::string_view value = answer.header("Content-Type");
    return base::to_lower(base::trim(value.substr(0, value.find(';'))));
}

bool is_json(std::string_view type) {
    return type == "application/json" || type == "application/problem+json";
}

/// A foreign header goes into our log: only what looks like Atlassian's 32 hexadecimal digits.
std::string trace_of(const base::HttpResponse& answer) {
    const std::string_view trace = answer.header("Atl-Traceid");
    const bool is_plausible =
        !trace.empty() && trace.size() <= 64 && base::from_hex(trace).has_value();
    return is_plausible ? fmt::format(", Atl-Traceid {}", trace) : std::string();
}

/// The shapes of Jira's own refusals: `errorMessages` of the platform, `errorMessage` of JSM.
bool speaks_jira(const base::HttpResponse& answer) {
    if (media_type(answer) != "application/json") return false;
    const auto body = parse_json(answer.body);
    return body &&
           (member(*body, "errorMessages") != nullptr || member(*body, "errorMessage") != nullptr);
}

struct Verdict {
    ErrorKind kind;
    std::string_view remark;
};

Verdict not_found(const base::HttpResponse& answer) {
    if (media_type(answer) == "application/problem+json") {
        return {ErrorKind::Rejected, " (no such path)"};
    }
    if (!speaks_jira(answer)) {
        return {ErrorKind::Unavailable, " (not from Jira: is the site address right?)"};
    }
    return {ErrorKind::NotFound, ""};
}

Verdict denied(const base::HttpResponse& answer) {
    if (!speaks_jira(answer)) return {ErrorKind::Unavailable, " (not from Jira: a firewall?)"};
    return {ErrorKind::Denied, ""};
}

Verdict judge(const base::HttpResponse& answer) {
    const int status = answer.status;
    if (status == 401) return {ErrorKind::Unauthorized, " (the credential is refused)"};
    if (status == 403) return denied(answer);
    if (status == 404) return not_found(answer);
    if (status == 429) return {ErrorKind::Limited, ""};
    if (status == 408 || status == 425) return {ErrorKind::Unavailable, ""};
    if (status >= 300 && status < 400)
        return {ErrorKind::Rejected, " (redirects are not followed)"};
    if (status >= 400 && status < 500) return {ErrorKind::Rejected, ""};
    return {ErrorKind::Unavailable, ""};
}

base::Error error_of(std::string_view call, const base::HttpResponse& answer, base::Time now) {
    const Verdict verdict = judge(answer);
    base::Error error{
        verdict.kind,
        fmt::format("{}: {}{}{}", call, answer.status, verdict.remark, trace_of(answer)),
        std::nullopt};
    const auto wait = named_wait(answer, now);
    if (verdict.kind == ErrorKind::Limited) error.retry_after = wait.value_or(kUnnamedWait);
    if (verdict.kind == ErrorKind::Unavailable) error.retry_after = wait;
    return error;
}

bool is_success(const base::HttpResponse& answer) {
    return answer.status >= 200 && answer.status <= 299;
}

auto odd(std::string_view call, const base::HttpResponse& answer, std::string_view what) {
    return base::fail(
        ErrorKind::Invalid,
        fmt::format("{}: {} with {}{}", call, answer.status, what, trace_of(answer))
    );
}

}  // namespace

base::Result<Json> read_answer(
    std::string_view call, const base::HttpResponse& answer, base::Time now
) {
    if (!is_success(answer)) return tl::unexpected(error_of(call, answer, now));
    if (!is_json(media_type(answer))) {
        return odd(call, answer, "a body that is not JSON by its Content-Type");
    }
    auto body = parse_pruned_json(answer.body);
    if (!body) return odd(call, answer, "a body that does not parse: " + body.error().message);
    return body;
}

base::Result<std::string_view> read_page_answer(
    std::string_view call, const base::HttpResponse& answer, base::Time now
) {
    if (!is_success(answer)) return tl::unexpected(error_of(call, answer, now));
    if (media_type(answer) != "text/html") {
        return odd(call, answer, "a body that is no page by its Content-Type");
    }
    return std::string_view(answer.body);
}

}  // namespace jira
