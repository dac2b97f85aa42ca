#include "jira/portal_probe.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

using Verdict = PortalView::Verdict;

bool is_json(const base::HttpResponse& answer) {
    return base::to_lower(answer.header("Content-Type")).starts_with("application/json");
}

bool is_that_type(const base::HttpResponse& answer, const RequestType& type) {
    const auto body = parse_json(answer.body);
    const auto id = body ? id_member(*body, "id") : std::nullopt;
    return id && std::to_string(*id) == type.id;
}

PortalView judge(const base::HttpResponse& answer, const RequestType& type) {
    const auto as = [&](Verdict verdict, std::string_view remark) {
        return PortalView{
            verdict,
            fmt::format(
                "without signing in, the request type answers {}{}", answer.status, remark
            )};
    };
    if (!is_json(answer)) return as(Verdict::Unknown, ", not in Jira's form");
    if (answer.status == 200) {
        return is_that_type(answer, type) ? as(Verdict::Open, "")
                                          : as(Verdict::Unknown, ", with something else");
    }
    const bool is_refusal = answer.status == 401 || answer.status == 403 || answer.status == 404;
    return as(is_refusal ? Verdict::Closed : Verdict::Unknown, "");
}

}  // namespace

AnonymousProbe::AnonymousProbe(
    RestSettings settings,
    std::string site_url,
    base::HttpTransport& authorised,
    base::HttpTransport& anonymous,
    base::Clock& clock
)
    : caller_(std::move(settings), authorised, clock),
      site_url_(std::move(site_url)),
      anonymous_(anonymous) {}

PortalView AnonymousProbe::look(const Desk& desk, const RequestType& type) {
    const std::string path = fmt::format(
        "/rest/servicedeskapi/servicedesk/{}/requesttype/{}",
        base::percent_encode(desk.id),
        base::percent_encode(type.id)
    );
    if (const auto control = caller_.get("GET servicedesk/requesttype", path); !control) {
        return {Verdict::Unknown, "even signed in: " + control.error().message};
    }
    const auto answer =
        anonymous_.send({.url = site_url_ + path, .headers = {{"Accept", "application/json"}}});
    if (!answer) return {Verdict::Unknown, "without signing in: " + answer.error().message};
    return judge(*answer, type);
}

}  // namespace jira
