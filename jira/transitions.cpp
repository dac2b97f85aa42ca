#include "jira/transitions.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

constexpr std::size_t kMaxName = 255;

std::string path_of(base::RequestId request) {
    return fmt::format("/rest/servicedeskapi/request/{}/transition", request.value());
}

}  // namespace

RestTransitions::RestTransitions(
    RestSettings settings,
    base::HttpTransport& transport,
    base::Clock& clock,
    base::milliseconds patience
)
    : caller_(std::move(settings), transport, clock), clock_(clock), patience_(patience) {}

base::Result<std::vector<Transition>> RestTransitions::of(base::RequestId request) {
    constexpr std::string_view kCall = "GET request/transition";
    // No workflow leads from one status to more than a page of others.
    base::HttpRequest get = caller_.prepare("GET", path_of(request) + "?start=0&limit=50");
    get.deadline = patience_;
    const auto answer = caller_.ask(kCall, get);
    if (!answer) return base::fail(answer);
    const Json* values = member(*answer, "values");
    if (values == nullptr || !values->is_array()) {
        return base::fail(base::ErrorKind::Invalid, fmt::format("{}: no page", kCall));
    }
    std::vector<Transition> transitions;
    for (const Json& value : *values) {
        const auto id = id_member(value, "id");
        auto name = line_member(value, "name", kMaxName);
        if (id && name) transitions.push_back({std::to_string(*id), *std::move(name)});
    }
    return transitions;
}

base::Result<void> RestTransitions::perform(base::RequestId request, std::string_view transition) {
    constexpr std::string_view kCall = "POST request/transition";
    const Json body{{"id", transition}};
    base::HttpRequest post = caller_.prepare("POST", path_of(request), body);
    post.deadline = patience_;
    const auto sent = caller_.send(kCall, post);
    if (!sent) return base::fail(sent);
    if (sent->status >= 200 && sent->status < 300) return {};
    return base::fail(read_answer(kCall, *sent, clock_.now()));
}

}  // namespace jira
