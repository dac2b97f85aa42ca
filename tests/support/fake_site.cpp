#include "tests/support/fake_site.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tests {

FakeSite::FakeSite()
    : bot{.account_id = base::AccountId("bot"),
          .display_name = "Acme Connector",
          .email = std::nullopt},
      held{
          {"BROWSE_PROJECTS", true},
          {"ADD_COMMENTS", true},
          {"SERVICEDESK_AGENT", true},
          {"ADMINISTER_PROJECTS", true},
          {"ADMINISTER", true}},
      request_types_of_desk{
          {.id = "1", .name = "Get help", .is_shown = true, .is_open = true, .may_create = true}},
      access{
          .is_open = true,
          .public_signup = true,
          .global_signup = true,
          .global_anonymous_access = true} {}

int FakeSite::calls(const std::string& call) const {
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
}

std::optional<base::Error> FakeSite::enter(const std::string& call) {
    ++calls_[call];
    const auto failure = failures_.find(call);
    if (failure == failures_.end()) return std::nullopt;
    return base::Error{failure->second, call + " fails", std::nullopt};
}

base::Result<jira::SiteInfo> FakeSite::server_info() {
    if (auto failure = enter("server_info")) return tl::unexpected(*failure);
    return jira::SiteInfo{.base_url = "https://acme.atlassian.net", .is_cloud = is_cloud};
}

base::Result<jira::User> FakeSite::myself() {
    if (auto failure = enter("myself")) return tl::unexpected(*failure);
    return bot;
}

base::Result<std::map<std::string, bool>> FakeSite::permissions(
    const base::ProjectKey&, std::span<const std::string_view> keys
) {
    if (auto failure = enter("permissions")) return tl::unexpected(*failure);
    std::map<std::string, bool> answer;
    for (const std::string_view key : keys) {
        const auto found = held.find(std::string(key));
        if (found != held.end()) answer.insert(*found);
    }
    return answer;
}

base::Result<std::vector<std::string>> FakeSite::field_kinds() {
    if (auto failure = enter("field_kinds")) return tl::unexpected(*failure);
    return kinds;
}

base::Result<std::vector<jira::Desk>> FakeSite::desks() {
    if (auto failure = enter("desks")) return tl::unexpected(*failure);
    return desks_of_site;
}

base::Result<std::vector<jira::RequestType>> FakeSite::request_types(const jira::Desk&) {
    if (auto failure = enter("request_types")) return tl::unexpected(*failure);
    return request_types_of_desk;
}

base::Result<bool> FakeSite::may_raise_for_others(const jira::Desk&, const jira::RequestType&) {
    if (auto failure = enter("may_raise_for_others")) return tl::unexpected(*failure);
    return is_agent;
}

base::Result<jira::RequestSecurity> FakeSite::request_security(const base::ProjectKey&) {
    if (auto failure = enter("request_security")) return tl::unexpected(*failure);
    return access;
}

base::Result<void> FakeSite::set_request_security(
    const base::ProjectKey&, const jira::RequestSecurity& wanted
) {
    ++writes_;
    if (auto failure = enter("set_request_security")) return tl::unexpected(*failure);
    last_access = wanted;
    if (!ignores_writes) access = wanted;
    return {};
}

base::Result<jira::User> FakeSite::user(const base::AccountId& account) {
    if (auto failure = enter("user")) return tl::unexpected(*failure);
    for (const jira::User& user : users) {
        if (user.account_id == account) return user;
    }
    return base::fail(base::ErrorKind::NotFound, "no such user");
}

base::Result<std::optional<jira::User>> FakeSite::find_by_address(
    const jira::Desk&, std::string_view address
) {
    if (auto failure = enter("find_by_address")) return tl::unexpected(*failure);
    for (const jira::User& user : users) {
        if (user.email && base::equal_ignoring_case(*user.email, address)) return user;
    }
    return std::nullopt;
}

base::Result<jira::User> FakeSite::create_customer(
    std::string_view address, std::string_view name
) {
    ++writes_;
    if (auto failure = enter("create_customer")) return tl::unexpected(*failure);
    const jira::User made{
        .account_id = base::AccountId("qm:new"),
        .display_name = std::string(name),
        .email = std::string(address),
        .is_customer = true};
    if (!ignores_writes) users.push_back(made);
    if (!answers_with_address) return made;
    jira::User shown = made;
    shown.email = *answers_with_address;
    if (answers_with_address->empty()) shown.email.reset();
    return shown;
}

base::Result<bool> FakeSite::is_customer(const jira::Desk&, const jira::User& user) {
    if (auto failure = enter("is_customer")) return tl::unexpected(*failure);
    return std::find(customers.begin(), customers.end(), user.account_id) != customers.end();
}

base::Result<void> FakeSite::add_customer(const jira::Desk&, const base::AccountId& account) {
    ++writes_;
    if (auto failure = enter("add_customer")) return tl::unexpected(*failure);
    if (!ignores_writes) customers.push_back(account);
    return {};
}

base::Result<void> FakeSite::make_reporter(
    base::RequestId request, const base::AccountId& account
) {
    ++writes_;
    if (auto failure = enter("make_reporter")) return tl::unexpected(*failure);
    reporters[request] = account;
    return {};
}

base::Result<void> FakeSite::add_participant(
    base::RequestId request, const base::AccountId& account
) {
    ++writes_;
    if (auto failure = enter("add_participant")) return tl::unexpected(*failure);
    participants[request] = account;
    return {};
}

base::Result<std::vector<jira::Webhook>> FakeSite::webhooks() {
    if (auto failure = enter("webhooks")) return tl::unexpected(*failure);
    return registered;
}

base::Result<void> FakeSite::create_webhook(
    const jira::Webhook& wanted, const base::Secret& secret
) {
    ++writes_;
    if (auto failure = enter("create_webhook")) return tl::unexpected(*failure);
    last_secret = secret.reveal();
    if (ignores_writes) return {};
    registered.push_back(wanted);
    registered.back().id = std::to_string(registered.size());
    registered.back().is_signed = true;
    return {};
}

base::Result<void> FakeSite::update_webhook(
    const jira::Webhook& wanted, const base::Secret& secret
) {
    ++writes_;
    if (auto failure = enter("update_webhook")) return tl::unexpected(*failure);
    last_secret = secret.reveal();
    for (jira::Webhook& webhook : registered) {
        if (webhook.id != wanted.id || ignores_writes) continue;
        webhook = wanted;
        webhook.is_signed = true;
    }
    return {};
}

jira::PortalView FakeSite::look(const jira::Desk&, const jira::RequestType&) {
    using Verdict = jira::PortalView::Verdict;
    ++calls_["look"];
    const bool is_open = access.is_open && access.global_anonymous_access.value_or(false);
    return {portal_verdict.value_or(is_open ? Verdict::Open : Verdict::Closed), "the probe"};
}

}  // namespace tests
