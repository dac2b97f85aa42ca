#include "jira/datacenter_site_admin.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/admin_shapes.hpp"
#include "jira/answer.hpp"
#include "jira/json_fields.hpp"
#include "jira/public_comment.hpp"

namespace jira {
namespace {

using base::ErrorKind;

constexpr std::string_view kWebhooks = "/rest/webhooks/1.0/webhook";

tl::unexpected<base::Error> odd(std::string_view call, std::string_view what) {
    return base::fail(ErrorKind::Invalid, fmt::format("{}: {}", call, what));
}

/// Experimental calls of Data Center's servicedeskapi are refused without it.
void opt_in(base::HttpRequest& request) {
    request.headers.push_back({"X-ExperimentalApi", "opt-in"});
}

std::optional<Webhook> read_either(const Json& webhook) {
    auto read = read_webhook(webhook);
    if (!read) return std::nullopt;
    if (member(webhook, "isSigned") == nullptr) read->is_signed = true;
    const Json* configuration = member(webhook, "configuration");
    if (configuration == nullptr) return read;
    if (const auto filter = text_member(*configuration, "FILTERS")) read->filter = *filter;
    read->has_body = text_member(*configuration, "EXCLUDE_BODY").value_or("false") != "true";
    return read;
}

Json body_of_both(const Webhook& wanted, const base::Secret& secret) {
    Json body = webhook_body(wanted, secret);
    body["active"] = wanted.is_enabled;
    body["configuration"] = {
        {"FILTERS", wanted.filter},
        {"EXCLUDE_BODY", wanted.has_body ? "false" : "true"},
        {"SECRET", secret.reveal()}};
    return body;
}

}  // namespace

base::Result<Json> DatacenterSiteAdmin::ask_user(const base::AccountId& account) {
    return caller_.get(
        "GET user", caller_.platform("/user?key=" + base::percent_encode(account.value()))
    );
}

base::Result<User> DatacenterSiteAdmin::user(const base::AccountId& account) {
    const auto answer = ask_user(account);
    if (!answer) return base::fail(answer);
    auto user = read_user(*answer);
    if (!user) return odd("GET user", "no account in the answer");
    return *std::move(user);
}

base::Result<std::optional<User>> DatacenterSiteAdmin::find_by_address(
    const Desk& desk, std::string_view address
) {
    constexpr std::string_view kCall = "GET user/search";
    const auto answer = caller_.get(
        kCall,
        caller_.platform("/user/search?maxResults=50&username=" + base::percent_encode(address))
    );
    if (!answer) return base::fail(answer);
    if (!answer->is_array()) return odd(kCall, "no list in the answer");
    const auto customers = customers_like(desk, address);
    if (!customers) return base::fail(customers);
    std::vector<User> users = *customers;
    for (const Json& each : *answer) {
        if (auto user = read_user(each)) users.push_back(*std::move(user));
    }
    const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) {
        return user.email && base::equal_ignoring_case(base::trim(*user.email), address);
    });
    return found == users.end() ? std::nullopt : std::optional(*found);
}

base::Result<User> DatacenterSiteAdmin::create_customer(
    std::string_view address, std::string_view name
) {
    constexpr std::string_view kCall = "POST customer";
    base::HttpRequest request = caller_.prepare(
        "POST", "/rest/servicedeskapi/customer", Json{{"email", address}, {"fullName", name}}
    );
    opt_in(request);
    const auto sent = caller_.send(kCall, request);
    if (!sent) return base::fail(sent);
    if (sent->status == 400 || sent->status == 409) {
        return base::fail(
            ErrorKind::Conflict, fmt::format("{}: the address is taken, or not accepted", kCall)
        );
    }
    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer) return base::fail(answer);
    auto user = read_user(*answer);
    if (!user) return odd(kCall, "success without an account");
    return *std::move(user);
}

base::Result<std::string> DatacenterSiteAdmin::name_of(const base::AccountId& account) {
    const auto user = ask_user(account);
    if (!user) return base::fail(user);
    const auto name = text_member(*user, "name");
    if (!name) return odd("GET user", "no name in the answer");
    return std::string(*name);
}

base::Result<void> DatacenterSiteAdmin::add_customer(
    const Desk& desk, const base::AccountId& account
) {
    const auto name = name_of(account);
    if (!name) return base::fail(name);
    base::HttpRequest request = caller_.prepare(
        "POST",
        fmt::format("/rest/servicedeskapi/servicedesk/{}/customer", base::percent_encode(desk.id)),
        Json{{"usernames", Json::array({*name})}}
    );
    opt_in(request);
    return tell("POST servicedesk/customer", request);
}

base::Result<void> DatacenterSiteAdmin::make_reporter(
    base::RequestId request, const base::AccountId& account
) {
    const auto name = name_of(account);
    if (!name) return base::fail(name);
    const Json reporter{{"fields", Json{{"reporter", Json{{"name", *name}}}}}};
    const std::string path = caller_.platform(fmt::format("/issue/{}", request.value()));
    return tell("PUT issue", caller_.prepare("PUT", path, reporter));
}

base::Result<void> DatacenterSiteAdmin::add_participant(
    base::RequestId request, const base::AccountId& account
) {
    const auto name = name_of(account);
    if (!name) return base::fail(name);
    base::HttpRequest post = caller_.prepare(
        "POST", participants_path(request), Json{{"usernames", Json::array({*name})}}
    );
    opt_in(post);
    return tell("POST request/participant", post);
}

base::Result<std::vector<Webhook>> DatacenterSiteAdmin::webhooks() {
    const auto answer = caller_.get("GET webhook", kWebhooks);
    if (!answer) return base::fail(answer);
    if (!answer->is_array()) return odd("GET webhook", "no list in the answer");
    std::vector<Webhook> webhooks;
    for (const Json& each : *answer) {
        if (auto webhook = read_either(each)) webhooks.push_back(*std::move(webhook));
    }
    return webhooks;
}

base::Result<void> DatacenterSiteAdmin::create_webhook(
    const Webhook& wanted, const base::Secret& secret
) {
    return tell("POST webhook", prepare_private("POST", kWebhooks, body_of_both(wanted, secret)));
}

base::Result<void> DatacenterSiteAdmin::update_webhook(
    const Webhook& wanted, const base::Secret& secret
) {
    const std::string path = fmt::format("{}/{}", kWebhooks, base::percent_encode(wanted.id));
    return tell("PUT webhook", prepare_private("PUT", path, body_of_both(wanted, secret)));
}

}  // namespace jira
