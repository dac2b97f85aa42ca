#include "jira/rest_request_raiser.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/answer.hpp"
#include "jira/jql.hpp"
#include "jira/json_fields.hpp"
#include "jira/wiki.hpp"

namespace jira {
namespace {

using base::ErrorKind;

constexpr std::string_view kCall = "POST request";
constexpr std::size_t kMaxMessage = 500;
/// What one read by ids takes.
constexpr std::size_t kBatch = 100;

Json value_of(const FieldAnswer& answer) {
    if (answer.kind == FieldKind::Choices) {
        Json chosen = Json::array();
        for (const std::string& value : answer.values) chosen.push_back({{"id", value}});
        return chosen;
    }
    const std::string value = answer.values.empty() ? "" : answer.values.front();
    if (answer.kind == FieldKind::Choice) return {{"id", value}};
    return answer.kind == FieldKind::LongText ? escape_wiki(value) : value;
}

Json body_of(const NewRequest& wanted, const std::string& desk, const std::string& reporter) {
    Json fields = Json::object();
    for (const FieldAnswer& answer : wanted.answers) fields[answer.field] = value_of(answer);
    return {
        {"serviceDeskId", desk},
        {"requestTypeId", std::to_string(wanted.type)},
        {"requestFieldValues", std::move(fields)},
        {"raiseOnBehalfOf", reporter}};
}

/// `errorMessage` is what servicedeskapi documents; the platform's two shape come through from
/// below it.
RaiseRefusal refusal_of(const base::Error& error, std::string_view raw_body) {
    RaiseRefusal refusal{.reason = error.message, .message = "", .fields = {}};
    const auto body = parse_json(raw_body);
    if (!body) return refusal;
    refusal.message = line_member(*body, "errorMessage", kMaxMessage).value_or("");
    const Json* messages = member(*body, "errorMessages");
    if (refusal.message.empty() && messages != nullptr && messages->is_array()) {
        const Json first{{"text", messages->empty() ? Json() : messages->front()}};
        refusal.message = line_member(first, "text", kMaxMessage).value_or("");
    }
    const Json* fields = member(*body, "errors");
    if (fields == nullptr || !fields->is_object()) return refusal;
    for (const auto& [field, why] : fields->items()) {
        if (auto words = line_member(*fields, field, kMaxMessage)) {
            refusal.fields[field] = *std::move(words);
        }
    }
    return refusal;
}

bool is_no(ErrorKind kind) {
    return kind == ErrorKind::Rejected || kind == ErrorKind::Denied || kind == ErrorKind::NotFound;
}

bool is_success(const base::HttpResponse& answer) {
    return answer.status >= 200 && answer.status < 300;
}

tl::unexpected<base::Error> maybe_made(std::string_view why) {
    return base::fail(ErrorKind::Unavailable, fmt::format("{}: {}", kCall, why));
}

}  // namespace

RestRequestRaiser::RestRequestRaiser(
    RestSettings settings,
    base::HttpTransport& transport,
    base::Clock& clock,
    DeskIds& desks,
    Client& client
)
    : caller_(std::move(settings), transport, clock),
      clock_(clock),
      desks_(desks),
      client_(client) {}

base::Result<std::string> RestRequestRaiser::name_of(const base::AccountId& account) {
    return account.value();
}

base::Result<RaiseAnswer> RestRequestRaiser::raise(const NewRequest& wanted) {
    const auto desk = desks_.of(wanted.project);
    if (!desk) return base::fail(desk);
    const auto reporter = name_of(wanted.reporter);
    if (!reporter) return base::fail(reporter);
    const Json body = body_of(wanted, *desk, *reporter);
    const auto sent =
        caller_.send(kCall, caller_.prepare("POST", "/rest/servicedeskapi/request", body));
    if (!sent) {
        // An answer too large to read is still the answer to a request that was made.
        if (sent.error().kind == ErrorKind::Rejected) return maybe_made(sent.error().message);
        return base::fail(sent);
    }
    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer && is_no(answer.error().kind)) return refusal_of(answer.error(), sent->body);
    if (!answer && !is_success(*sent)) return base::fail(answer);
    const auto id = answer ? id_member(*answer, "issueId") : std::nullopt;
    const auto key = answer ? line_member(*answer, "issueKey", 255) : std::nullopt;
    if (!id || !key) return maybe_made("success without an id");
    return RaisedRequest{base::RequestId(*id), base::RequestKey(*key)};
}

base::Result<std::vector<Request>> RestRequestRaiser::recent_of(
    const base::ProjectKey& project, const base::AccountId& reporter, std::chrono::minutes within
) {
    const auto name = name_of(reporter);
    if (!name) return base::fail(name);
    const auto listed = client_.list(raised_requests_jql(project, *name, within), std::nullopt);
    if (!listed) return base::fail(listed);
    std::vector<Request> found;
    std::span<const base::RequestId> left = listed->ids;
    while (!left.empty()) {
        const auto batch = left.first(std::min(kBatch, left.size()));
        left = left.subspan(batch.size());
        auto read = client_.read_requests(batch);
        if (!read) return base::fail(read);
        if (!read->unreadable.empty()) {
            return base::fail(ErrorKind::Unavailable, "a request cannot be read to compare it");
        }
        std::move(read->requests.begin(), read->requests.end(), std::back_inserter(found));
    }
    return found;
}

base::Result<std::string> DatacenterRequestRaiser::name_of(const base::AccountId& account) {
    constexpr std::string_view kUser = "GET user";
    const auto user =
        caller_.get(kUser, caller_.platform("/user?key=" + base::percent_encode(account.value())));
    if (!user) return base::fail(user);
    const auto name = text_member(*user, "name");
    if (!name) return base::fail(ErrorKind::Invalid, "GET user: no name in the answer");
    return std::string(*name);
}

}  // namespace jira
