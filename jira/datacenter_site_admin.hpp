#pragma once

#include "jira/rest_site_admin.hpp"

namespace jira {

/// SiteAdmin over Data Center's REST API, `settings.platform` being "/rest/api/2". Accounts are
/// told by their key and named by their user name: where a call wants a name, it is looked up
/// first.
///
/// Webhooks have had two shapes there, that of Cloud and a newer one that keeps filter, body and
/// secret in a `configuration`: both are read, and both are written in one. Whether one is signed,
/// older answers do not say: it counts as signed, and what was registered by us is remembered.
class DatacenterSiteAdmin final : public RestSiteAdmin {
public:
    using RestSiteAdmin::RestSiteAdmin;

    [[nodiscard]] base::Result<User> user(const base::AccountId& account) override;
    [[nodiscard]] base::Result<std::optional<User>> find_by_address(
        const Desk& desk, std::string_view address
    ) override;
    /// Conflict also for a 400: that is how Data Center says that the address is taken.
    [[nodiscard]] base::Result<User> create_customer(
        std::string_view address, std::string_view name
    ) override;
    [[nodiscard]] base::Result<void> add_customer(const Desk& desk, const base::AccountId& account)
        override;

    [[nodiscard]] base::Result<void> make_reporter(
        base::RequestId request, const base::AccountId& account
    ) override;
    [[nodiscard]] base::Result<void> add_participant(
        base::RequestId request, const base::AccountId& account
    ) override;
    [[nodiscard]] base::Result<std::vector<Webhook>> webhooks() override;
    [[nodiscard]] base::Result<void> create_webhook(
        const Webhook& wanted, const base::Secret& secret
    ) override;
    [[nodiscard]] base::Result<void> update_webhook(
        const Webhook& wanted, const base::Secret& secret
    ) override;

private:
    [[nodiscard]] base::Result<Json> ask_user(const base::AccountId& account);
    /// What calls that change something want instead of the key.
    [[nodiscard]] base::Result<std::string> name_of(const base::AccountId& account);
};

}  // namespace jira
