#include "jira/rest_site_admin.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/admin_shapes.hpp"
#include "jira/answer.hpp"
#include "jira/json_fields.hpp"
#include "jira/myself.hpp"
#include "jira/public_comment.hpp"

namespace jira {
namespace {

using base::ErrorKind;

constexpr std::string_view kDesks = "/rest/servicedeskapi/servicedesk";
constexpr std::string_view kServerInfo = "/rest/api/2/serverInfo";
constexpr std::string_view kWebhooks = "/rest/webhooks/1.0/webhook";

std::string desk_path(const Desk& desk, std::string_view rest) {
    return fmt::format("{}/{}{}", kDesks, base::percent_encode(desk.id), rest);
}

std::string security_path(const base::ProjectKey& project) {
    return fmt::format(
        "/rest/servicedesk/1/servicedesk/{}/settings/requestsecurity",
        base::percent_encode(project.value())
    );
}

/// Jira's servicedeskapi still marks some calls so; harmless where it does not.
void opt_in(base::HttpRequest& request) {
    request.headers.push_back({"X-ExperimentalApi", "opt-in"});
}

bool has_address(const User& user, std::string_view address) {
    return user.email && base::equal_ignoring_case(base::trim(*user.email), address);
}

std::optional<User> with_address(const std::vector<User>& users, std::string_view address) {
    const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) {
        return has_address(user, address);
    });
    return found == users.end() ? std::nullopt : std::optional(*found);
}

bool is_success(const base::HttpResponse& answer) {
    return answer.status >= 200 && answer.status < 300;
}

bool is_json(const base::HttpResponse& answer) {
    return base::to_lower(answer.header("Content-Type")).starts_with("application/json");
}

tl::unexpected<base::Error> odd(std::string_view call, std::string_view what) {
    return base::fail(ErrorKind::Invalid, fmt::format("{}: {}", call, what));
}

}  // namespace

RestSiteAdmin::RestSiteAdmin(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock
)
    : caller_(std::move(settings), transport, clock), clock_(clock) {}

base::Result<SiteInfo> RestSiteAdmin::server_info() {
    const std::string path = caller_.platform("/serverInfo");
    auto answer = caller_.get("GET serverInfo", path);
    const bool is_refused = !answer && answer.error().kind == ErrorKind::Unauthorized;
    if (!answer && !is_refused && path != kServerInfo) {
        // Data Center has no version 3: this tells it from a site that is not there.
        auto other = caller_.get("GET serverInfo", kServerInfo);
        const bool is_telling = other || other.error().kind == ErrorKind::Unauthorized;
        if (is_telling) answer = std::move(other);
    }
    if (!answer) return base::fail(answer);
    const auto base_url = text_member(*answer, "baseUrl");
    if (!base_url) return odd("GET serverInfo", "no baseUrl in the answer");
    return SiteInfo{
        .base_url = std::string(*base_url),
        .is_cloud = text_member(*answer, "deploymentType").value_or("") == "Cloud"};
}

base::Result<User> RestSiteAdmin::myself() {
    return ask_myself(caller_);
}

base::Result<std::map<std::string, bool>> RestSiteAdmin::permissions(
    const base::ProjectKey& project, std::span<const std::string_view> keys
) {
    constexpr std::string_view kCall = "GET mypermissions";
    std::vector<std::string> asked(keys.begin(), keys.end());
    for (;;) {
        const auto request = caller_.prepare(
            "GET",
            fmt::format(
                "{}?projectKey={}&permissions={}",
                caller_.platform("/mypermissions"),
                base::percent_encode(project.value()),
                fmt::join(asked, ",")
            )
        );
        const auto sent = caller_.send(kCall, request);
        if (!sent) return base::fail(sent);
        // One unknown key refuses the whole question: ask again without those that Jira names.
        const std::size_t before = asked.size();
        if (sent->status == 400) {
            for (const std::string& unknown : unknown_permissions(sent->body)) {
                std::erase(asked, unknown);
            }
        }
        if (asked.empty()) return std::map<std::string, bool>{};
        if (asked.size() < before) continue;

        const auto answer = read_answer(kCall, *sent, clock_.now());
        if (!answer) return base::fail(answer);
        const Json* list = member(*answer, "permissions");
        if (list == nullptr) return odd(kCall, "no permissions in the answer");
        std::map<std::string, bool> held;
        for (const std::string& key : asked) {
            const Json* permission = member(*list, key);
            const Json* has =
                permission == nullptr ? nullptr : member(*permission, "havePermission");
            held[key] = has != nullptr && has->is_boolean() && has->get<bool>();
        }
        return held;
    }
}

base::Result<std::vector<std::string>> RestSiteAdmin::field_kinds() {
    const auto answer = caller_.get("GET field", caller_.platform("/field"));
    if (!answer) return base::fail(answer);
    if (!answer->is_array()) return odd("GET field", "no list in the answer");
    std::vector<std::string> kinds;
    for (const Json& field : *answer) {
        const Json* schema = member(field, "schema");
        const auto kind = schema == nullptr ? std::nullopt : text_member(*schema, "custom");
        if (kind) kinds.emplace_back(*kind);
    }
    return kinds;
}

base::Result<std::vector<Desk>> RestSiteAdmin::desks() {
    const auto pages = all_pages("GET servicedesk", fmt::format("{}?", kDesks));
    if (!pages) return base::fail(pages);
    std::vector<Desk> desks;
    for (const Json& value : *pages) {
        if (auto desk = read_desk(value)) desks.push_back(*std::move(desk));
    }
    return desks;
}

base::Result<std::vector<RequestType>> RestSiteAdmin::request_types(const Desk& desk) {
    const auto pages = all_pages("GET servicedesk/requesttype", desk_path(desk, "/requesttype?"));
    if (!pages) return base::fail(pages);
    std::vector<RequestType> types;
    for (const Json& value : *pages) {
        if (auto type = read_request_type(value)) types.push_back(*std::move(type));
    }
    return types;
}

base::Result<bool> RestSiteAdmin::may_raise_for_others(const Desk& desk, const RequestType& type) {
    constexpr std::string_view kCall = "GET requesttype/field";
    const auto answer = caller_.get(
        kCall, desk_path(desk, fmt::format("/requesttype/{}/field", base::percent_encode(type.id)))
    );
    if (!answer) return base::fail(answer);
    const Json* may = member(*answer, "canRaiseOnBehalfOf");
    return may != nullptr && may->is_boolean() && may->get<bool>();
}

base::Result<RequestSecurity> RestSiteAdmin::request_security(const base::ProjectKey& project) {
    constexpr std::string_view kCall = "GET requestsecurity";
    const auto sent = caller_.send(kCall, caller_.prepare("GET", security_path(project)));
    if (!sent) return base::fail(sent);
    const bool is_missing = sent->status == 404 || sent->status == 405;
    if (is_missing || (is_success(*sent) && !is_json(*sent))) {
        return base::fail(
            ErrorKind::NotFound,
            fmt::format("{}: {}, this site does not have the call", kCall, sent->status)
        );
    }
    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer) return base::fail(answer);
    return read_request_security(*answer);
}

base::Result<void> RestSiteAdmin::set_request_security(
    const base::ProjectKey& project, const RequestSecurity& wanted
) {
    return tell(
        "POST requestsecurity",
        prepare_private("POST", security_path(project), request_security_body(wanted))
    );
}

base::Result<User> RestSiteAdmin::user(const base::AccountId& account) {
    const std::string path = "/rest/api/3/user?accountId=" + base::percent_encode(account.value());
    const auto answer = caller_.get("GET user", path);
    if (!answer) return base::fail(answer);
    auto user = read_user(*answer);
    if (!user) return odd("GET user", "no account in the answer");
    return *std::move(user);
}

base::Result<std::optional<User>> RestSiteAdmin::find_by_address(
    const Desk& desk, std::string_view address
) {
    const std::string path =
        "/rest/api/3/user/search?maxResults=50&query=" + base::percent_encode(address);
    const auto answer = caller_.get("GET user/search", path);
    if (!answer) return base::fail(answer);
    if (!answer->is_array()) return odd("GET user/search", "no list in the answer");
    std::vector<User> users;
    for (const Json& each : *answer) {
        if (auto user = read_user(each)) users.push_back(*std::move(user));
    }
    if (auto found = with_address(users, address)) return found;
    const auto customers = customers_like(desk, address);
    if (!customers) return base::fail(customers);
    return with_address(*customers, address);
}

base::Result<User> RestSiteAdmin::create_customer(std::string_view address, std::string_view name) {
    constexpr std::string_view kCall = "POST customer";
    const auto sent = caller_.send(
        kCall,
        caller_.prepare(
            "POST",
            "/rest/servicedeskapi/customer?strictConflictStatusCode=true",
            Json{{"email", address}, {"displayName", name}}
        )
    );
    if (!sent) return base::fail(sent);
    if (sent->status == 409) {
        return base::fail(ErrorKind::Conflict, fmt::format("{}: the address is taken", kCall));
    }
    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer) return base::fail(answer);
    auto user = read_user(*answer);
    if (!user) return odd(kCall, "success without an account");
    return *std::move(user);
}

base::Result<bool> RestSiteAdmin::is_customer(const Desk& desk, const User& user) {
    const auto customers = customers_like(desk, user.email.value_or(user.display_name));
    if (!customers) return base::fail(customers);
    return std::any_of(customers->begin(), customers->end(), [&](const User& each) {
        return each.account_id == user.account_id;
    });
}

base::Result<void> RestSiteAdmin::add_customer(const Desk& desk, const base::AccountId& account) {
    return tell(
        "POST servicedesk/customer",
        caller_.prepare(
            "POST",
            desk_path(desk, "/customer"),
            Json{{"accountIds", Json::array({account.value()})}}
        )
    );
}

base::Result<void> RestSiteAdmin::make_reporter(
    base::RequestId request, const base::AccountId& account
) {
    const Json reporter{{"fields", Json{{"reporter", Json{{"id", account.value()}}}}}};
    const std::string path = caller_.platform(fmt::format("/issue/{}", request.value()));
    return tell("PUT issue", caller_.prepare("PUT", path, reporter));
}

std::string RestSiteAdmin::participants_path(base::RequestId request) {
    return fmt::format("/rest/servicedeskapi/request/{}/participant", request.value());
}

base::Result<void> RestSiteAdmin::add_participant(
    base::RequestId request, const base::AccountId& account
) {
    return tell(
        "POST request/participant",
        caller_.prepare(
            "POST", participants_path(request), Json{{"accountIds", Json::array({account.value()})}}
        )
    );
}

base::Result<std::vector<Webhook>> RestSiteAdmin::webhooks() {
    const auto answer = caller_.get("GET webhook", kWebhooks);
    if (!answer) return base::fail(answer);
    if (!answer->is_array()) return odd("GET webhook", "no list in the answer");
    std::vector<Webhook> webhooks;
    for (const Json& each : *answer) {
        if (auto webhook = read_webhook(each)) webhooks.push_back(*std::move(webhook));
    }
    return webhooks;
}

base::Result<void> RestSiteAdmin::create_webhook(
    const Webhook& wanted, const base::Secret& secret
) {
    return tell("POST webhook", prepare_private("POST", kWebhooks, webhook_body(wanted, secret)));
}

base::Result<void> RestSiteAdmin::update_webhook(
    const Webhook& wanted, const base::Secret& secret
) {
    const std::string path = fmt::format("{}/{}", kWebhooks, base::percent_encode(wanted.id));
    return tell("PUT webhook", prepare_private("PUT", path, webhook_body(wanted, secret)));
}

base::Result<std::vector<Json>> RestSiteAdmin::all_pages(
    std::string_view call, const std::string& path
) {
    std::vector<Json> values;
    for (int page = 0; page < kMostPages; ++page) {
        base::HttpRequest request =
            caller_.prepare("GET", fmt::format("{}start={}&limit={}", path, values.size(), kPage));
        opt_in(request);
        const auto answer = caller_.ask(call, request);
        if (!answer) return base::fail(answer);
        const Json* list = member(*answer, "values");
        const Json* is_last = member(*answer, "isLastPage");
        if (list == nullptr || !list->is_array() || is_last == nullptr || !is_last->is_boolean()) {
            return odd(call, "no page in the answer");
        }
        // Pages can come short, and their number is not told: go on by what has come.
        values.insert(values.end(), list->begin(), list->end());
        if (is_last->get<bool>() || list->empty()) return values;
    }
    return odd(call, "more pages than are read");
}

base::Result<std::vector<User>> RestSiteAdmin::customers_like(
    const Desk& desk, std::string_view address
) {
    const auto pages = all_pages(
        "GET servicedesk/customer",
        desk_path(desk, fmt::format("/customer?query={}&", base::percent_encode(address)))
    );
    if (!pages) return base::fail(pages);
    std::vector<User> users;
    for (const Json& value : *pages) {
        if (auto user = read_user(value)) users.push_back(*std::move(user));
    }
    return users;
}

base::Result<void> RestSiteAdmin::tell(std::string_view call, const base::HttpRequest& request) {
    const auto sent = caller_.send(call, request);
    if (!sent) return base::fail(sent);
    if (is_success(*sent)) return {};
    return base::fail(read_answer(call, *sent, clock_.now()));
}

base::HttpRequest RestSiteAdmin::prepare_private(
    std::string_view method, std::string_view path, const Json& body
) const {
    base::HttpRequest request = caller_.prepare(method, path, body);
    request.headers.push_back({"X-Atlassian-Token", "no-check"});
    return request;
}

}  // namespace jira
