#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jira/portal_probe.hpp"
#include "jira/site_admin.hpp"

namespace tests {

/// A site in memory, as SiteAdmin shows it: one desk of SUP, on which everything is as the
/// connector wants it but for what a test changes. Counts writes, and fails when told to. One
/// thread.
class FakeSite final : public jira::SiteAdmin, public jira::PortalProbe {
public:
    FakeSite();

    // What is on the site.
    bool is_cloud = true;
    jira::User bot;
    std::map<std::string, bool> held;  ///< permissions; a key that is absent is unknown to the site
    std::vector<std::string> kinds{"com.atlassian.servicedesk:vp-origin"};
    std::vector<jira::Desk> desks_of_site{{.id = "1", .project = base::ProjectKey("SUP")}};
    std::vector<jira::RequestType> request_types_of_desk;
    bool is_agent = true;
    jira::RequestSecurity access;
    std::vector<jira::User> users;
    std::vector<base::AccountId> customers;
    std::vector<jira::Webhook> registered;
    std::map<base::RequestId, base::AccountId> reporters;     ///< as they were changed
    std::map<base::RequestId, base::AccountId> participants;  ///< who was added last

    // How it behaves.
    /// Fails every call of that name from now on: "request_security".
    void fails(const std::string& call, base::ErrorKind kind) { failures_[call] = kind; }

    void works(const std::string& call) { failures_.erase(call); }

    /// Takes a write, says yes and keeps what was.
    bool ignores_writes = false;
    /// What it calls the address of an account that it makes; empty: it hides it. Nothing: the
    /// truth.
    std::optional<std::string> answers_with_address{};
    /// What the probe says; nothing: as the settings have it.
    std::optional<jira::PortalView::Verdict> portal_verdict{};

    // What it was asked.
    [[nodiscard]] int calls(const std::string& call) const;

    [[nodiscard]] int writes() const { return writes_; }

    std::string last_secret{};  ///< of the webhook written last
    std::optional<jira::RequestSecurity> last_access{};

    // jira::SiteAdmin
    base::Result<jira::SiteInfo> server_info() override;
    base::Result<jira::User> myself() override;
    base::Result<std::map<std::string, bool>> permissions(
        const base::ProjectKey& project, std::span<const std::string_view> keys
    ) override;
    base::Result<std::vector<std::string>> field_kinds() override;
    base::Result<std::vector<jira::Desk>> desks() override;
    base::Result<std::vector<jira::RequestType>> request_types(const jira::Desk& desk) override;
    base::Result<bool> may_raise_for_others(const jira::Desk& desk, const jira::RequestType& type)
        override;
    base::Result<jira::RequestSecurity> request_security(const base::ProjectKey& project) override;
    base::Result<void> set_request_security(
        const base::ProjectKey& project, const jira::RequestSecurity& wanted
    ) override;
    base::Result<jira::User> user(const base::AccountId& account) override;
    base::Result<std::optional<jira::User>> find_by_address(
        const jira::Desk& desk, std::string_view address
    ) override;
    base::Result<jira::User> create_customer(std::string_view address, std::string_view name)
        override;
    base::Result<bool> is_customer(const jira::Desk& desk, const jira::User& user) override;
    base::Result<void> add_customer(const jira::Desk& desk, const base::AccountId& account)
        override;
    base::Result<void> make_reporter(base::RequestId request, const base::AccountId& account)
        override;
    base::Result<void> add_participant(base::RequestId request, const base::AccountId& account)
        override;
    base::Result<std::vector<jira::Webhook>> webhooks() override;
    base::Result<void> create_webhook(const jira::Webhook& wanted, const base::Secret& secret)
        override;
    base::Result<void> update_webhook(const jira::Webhook& wanted, const base::Secret& secret)
        override;

    // jira::PortalProbe
    jira::PortalView look(const jira::Desk& desk, const jira::RequestType& type) override;

private:
    [[nodiscard]] std::optional<base::Error> enter(const std::string& call);

    std::map<std::string, base::ErrorKind> failures_;
    std::map<std::string, int> calls_;
    int writes_ = 0;
};

}  // namespace tests
