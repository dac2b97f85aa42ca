#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "jira/types.hpp"

namespace jira {

struct SiteInfo {
    std::string base_url;
    bool is_cloud = false;
};

/// A service desk: the face of a project towards customers. Ids are texts on the wire.
struct Desk {
    std::string id;
    base::ProjectKey project;
};

struct RequestType {
    std::string id;
    std::string name;
    bool is_shown = false;    ///< in a group of the portal: a type without one is hidden
    bool is_open = true;      ///< not RESTRICTED to some customers
    bool may_create = false;  ///< by the connector's account
    std::string description{};
    std::string help{};  ///< for whoever fills in its form
};

/// A project's customer permissions as the internal call `requestsecurity` has them. Atlassian
/// publishes no other way to them, and documents none.
struct RequestSecurity {
    bool is_open = false;         ///< channel access Open; else Restricted
    bool manage_enabled = false;  ///< customer sharing: handed back as it was read
    bool autocomplete_enabled = false;
    std::optional<bool> public_signup{};  ///< also people without an account
    std::optional<bool> global_signup{};  ///< site: customers may create accounts. Read only
    std::optional<bool> global_anonymous_access{};  ///< site: portal without log-in. Read only
};

/// A webhook of the site's administration. It lives until it is deleted; its secret can be set and
/// never read.
struct Webhook {
    std::string id{};
    std::string name{};
    std::string url{};
    std::vector<std::string> events{};
    std::string filter{};  ///< JQL; empty: everything
    bool is_enabled = true;
    bool has_body = true;
    bool is_signed = false;
};

/// What `connector provision` and `connector doctor` ask of a site and change on it. Thread-safe;
/// every call may wait (base/waiting.hpp). Errors as in jira/client.hpp, and further ones where
/// said. No call repeats a write by itself.
class SiteAdmin {
public:
    virtual ~SiteAdmin() = default;

    [[nodiscard]] virtual base::Result<SiteInfo> server_info() = 0;
    /// The account that the connector works as.
    [[nodiscard]] virtual base::Result<User> myself() = 0;
    /// Which of these the account has in the project. Keys that this site does not know are absent.
    [[nodiscard]] virtual base::Result<std::map<std::string, bool>> permissions(
        const base::ProjectKey& project, std::span<const std::string_view> keys
    ) = 0;
    /// Kinds of the site's custom fields: "com.atlassian.servicedesk:vp-origin".
    [[nodiscard]] virtual base::Result<std::vector<std::string>> field_kinds() = 0;

    [[nodiscard]] virtual base::Result<std::vector<Desk>> desks() = 0;
    [[nodiscard]] virtual base::Result<std::vector<RequestType>> request_types(const Desk& desk
    ) = 0;
    /// Whether the account is an agent there: only those raise requests in somebody's name.
    [[nodiscard]] virtual base::Result<bool> may_raise_for_others(
        const Desk& desk, const RequestType& type
    ) = 0;

    /// NotFound: this site does not have the call, as far as can be seen.
    [[nodiscard]] virtual base::Result<RequestSecurity> request_security(
        const base::ProjectKey& project
    ) = 0;
    /// Writes what is not read-only.
    [[nodiscard]] virtual base::Result<void> set_request_security(
        const base::ProjectKey& project, const RequestSecurity& wanted
    ) = 0;

    [[nodiscard]] virtual base::Result<User> user(const base::AccountId& account) = 0;
    /// The account with exactly this address, letters' case aside. Looks among all users and among
    /// the desk's customers. Nothing: neither list shows one. An account that hides its address
    /// can't be found.
    [[nodiscard]] virtual base::Result<std::optional<User>> find_by_address(
        const Desk& desk, std::string_view address
    ) = 0;
    /// Nobody is mailed. Conflict: an account with this address exists; Jira does not say which.
    [[nodiscard]] virtual base::Result<User> create_customer(
        std::string_view address, std::string_view name
    ) = 0;
    [[nodiscard]] virtual base::Result<bool> is_customer(const Desk& desk, const User& user) = 0;
    [[nodiscard]] virtual base::Result<void> add_customer(
        const Desk& desk, const base::AccountId& account
    ) = 0;

    /// Rejected or Denied where our account may not change who reported a request. Doing it again
    /// changes nothing, nor with the next.
    [[nodiscard]] virtual base::Result<void> make_reporter(
        base::RequestId request, const base::AccountId& account
    ) = 0;
    [[nodiscard]] virtual base::Result<void> add_participant(
        base::RequestId request, const base::AccountId& account
    ) = 0;

    [[nodiscard]] virtual base::Result<std::vector<Webhook>> webhooks() = 0;
    /// `wanted.id` and `wanted.is_signed` have no meaning here.
    [[nodiscard]] virtual base::Result<void> create_webhook(
        const Webhook& wanted, const base::Secret& secret
    ) = 0;
    [[nodiscard]] virtual base::Result<void> update_webhook(
        const Webhook& wanted, const base::Secret& secret
    ) = 0;
};

}  // namespace jira
