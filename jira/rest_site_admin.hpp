#pragma once

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/site_admin.hpp"

namespace jira {

/// SiteAdmin over Jira Cloud's REST API: the platform's version 3, JSM's, and the two calls that no
/// gateway serves, `/rest/webhooks/1.0` and the internal `requestsecurity`. What Data Center has
/// otherwise: datacenter_site_admin.hpp.
class RestSiteAdmin : public SiteAdmin {
public:
    static constexpr int kPage = 50;       ///< the usual cap of servicedeskapi
    static constexpr int kMostPages = 40;  ///< 2000 desks, request types or hits: enough of a site

    RestSiteAdmin(RestSettings settings, base::HttpTransport& transport, base::Clock& clock);

    /// Where the platform's version is missing, version 2 is asked, which every kind of site has.
    [[nodiscard]] base::Result<SiteInfo> server_info() override;
    [[nodiscard]] base::Result<User> myself() override;
    [[nodiscard]] base::Result<std::map<std::string, bool>> permissions(
        const base::ProjectKey& project, std::span<const std::string_view> keys
    ) override;
    [[nodiscard]] base::Result<std::vector<std::string>> field_kinds() override;

    [[nodiscard]] base::Result<std::vector<Desk>> desks() override;
    [[nodiscard]] base::Result<std::vector<RequestType>> request_types(const Desk& desk) override;
    [[nodiscard]] base::Result<bool> may_raise_for_others(const Desk& desk, const RequestType& type)
        override;

    /// Strict: 404, 405, another method's or a web page's answer are NotFound; a member that is
    /// missing or of another type is Invalid.
    [[nodiscard]] base::Result<RequestSecurity> request_security(const base::ProjectKey& project
    ) override;
    [[nodiscard]] base::Result<void> set_request_security(
        const base::ProjectKey& project, const RequestSecurity& wanted
    ) override;

    [[nodiscard]] base::Result<User> user(const base::AccountId& account) override;
    [[nodiscard]] base::Result<std::optional<User>> find_by_address(
        const Desk& desk, std::string_view address
    ) override;
    [[nodiscard]] base::Result<User> create_customer(
        std::string_view address, std::string_view name
    ) override;
    [[nodiscard]] base::Result<bool> is_customer(const Desk& desk, const User& user) override;
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

protected:
    [[nodiscard]] base::Result<std::vector<User>> customers_like(
        const Desk& desk, std::string_view address
    );
    [[nodiscard]] static std::string participants_path(base::RequestId request);
    /// A call whose success has nothing to read.
    [[nodiscard]] base::Result<void> tell(std::string_view call, const base::HttpRequest& request);
    /// One of the private calls that want to be told that no form sent them.
    [[nodiscard]] base::HttpRequest prepare_private(
        std::string_view method, std::string_view path, const Json& body
    ) const;

    Caller caller_;
    base::Clock& clock_;

private:
    /// All pages of a servicedeskapi list; `path` has a query already.
    [[nodiscard]] base::Result<std::vector<Json>> all_pages(
        std::string_view call, const std::string& path
    );
};

}  // namespace jira
