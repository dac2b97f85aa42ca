#include "jira/rest_directory.hpp"

#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/admin_shapes.hpp"
#include "jira/json_fields.hpp"
#include "jira/myself.hpp"
#include "jira/public_comment.hpp"
#include "jira/request_fields.hpp"

namespace jira {
namespace {

constexpr std::string_view kDesks = "/rest/servicedeskapi/servicedesk";

std::string desk_path(const Desk& desk, std::string_view rest) {
    return fmt::format("{}/{}/{}", kDesks, base::percent_encode(desk.id), rest);
}

tl::unexpected<base::Error> odd(std::string_view call, std::string_view what) {
    return base::fail(base::ErrorKind::Invalid, fmt::format("{}: {}", call, what));
}

}  // namespace

RestDirectory::RestDirectory(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock
)
    : caller_(std::move(settings), transport, clock) {}

template <typename Read>
auto RestDirectory::page(
    std::string_view call, const std::string& path, std::size_t start, Read read
) {
    using Entry = typename std::invoke_result_t<Read, const Json&>::value_type;
    using Answer = base::Result<DirectoryPage<Entry>>;
    base::HttpRequest request =
        caller_.prepare("GET", fmt::format("{}?start={}&limit={}", path, start, kPage));
    request.headers.push_back({"X-ExperimentalApi", "opt-in"});
    const auto answer = caller_.ask(call, request);
    if (!answer) return Answer(base::fail(answer));
    const Json* values = member(*answer, "values");
    const Json* is_last = member(*answer, "isLastPage");
    if (values == nullptr || !values->is_array() || is_last == nullptr || !is_last->is_boolean()) {
        return Answer(odd(call, "no page in the answer"));
    }
    const auto starts_at = count_member(*answer, "start");
    if (starts_at && static_cast<std::size_t>(*starts_at) != start) {
        return Answer(odd(call, "another page than was asked for"));
    }
    DirectoryPage<Entry> page{.rows = values->size(), .is_last = is_last->template get<bool>()};
    for (const Json& value : *values) {
        if (auto entry = read(value)) page.entries.push_back(*std::move(entry));
    }
    return Answer(std::move(page));
}

base::Result<User> RestDirectory::myself() {
    return ask_myself(caller_);
}

base::Result<Desk> RestDirectory::desk_of(const base::ProjectKey& project) {
    constexpr std::string_view kCall = "GET servicedesk";
    const auto answer =
        caller_.get(kCall, fmt::format("{}/{}", kDesks, base::percent_encode(project.value())));
    if (!answer) return base::fail(answer);
    auto desk = read_desk(*answer);
    if (!desk || desk->project != project) return odd(kCall, "not the desk that was asked for");
    return *std::move(desk);
}

base::Result<DirectoryPage<RequestType>> RestDirectory::request_types(
    const Desk& desk, std::size_t start
) {
    return page(
        "GET servicedesk/requesttype", desk_path(desk, "requesttype"), start, read_request_type
    );
}

base::Result<DirectoryPage<Organization>> RestDirectory::organizations(
    const Desk& desk, std::size_t start
) {
    return page(
        "GET servicedesk/organization", desk_path(desk, "organization"), start, read_organization
    );
}

base::Result<DirectoryPage<User>> RestDirectory::customers(const Desk& desk, std::size_t start) {
    return page("GET servicedesk/customer", desk_path(desk, "customer"), start, read_user);
}

base::Result<DirectoryPage<User>> RestDirectory::members(
    base::OrganizationId organization, std::size_t start
) {
    const std::string id = base::percent_encode(std::to_string(organization.value()));
    return page(
        "GET organization/user",
        fmt::format("/rest/servicedeskapi/organization/{}/user", id),
        start,
        read_user
    );
}

}  // namespace jira
