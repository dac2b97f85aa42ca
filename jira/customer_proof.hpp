#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"
#include "jira/types.hpp"

namespace jira {

/// What is proven of an account.
struct Standing {
    bool is_customer = false;  ///< a customer and nothing more: sees what customers may see
    std::string obstacle{};    ///< else: why that is not proven, for the operator
    std::string remedy{};      ///< and what an administrator does about it
};

/// Whether an account is a customer of the site and nothing more. Thread-safe; waits
/// (base/waiting.hpp).
class CustomerProof {
public:
    virtual ~CustomerProof() = default;

    /// Errors as those of client.hpp, and each means that nothing is proven. That the site has no
    /// such account, or that we may not look at it, is an answer.
    [[nodiscard]] virtual base::Result<Standing> look_at(const base::AccountId& account) = 0;
};

/// What an answer to `GET user?expand=groups,applicationRoles` proves of that account. It is a
/// customer's if `active` is true and `accountType` is
///
/// - "customer": a portal-only account, which can be given neither a licence nor a group
///   (https://confluence.atlassian.com/servicedeskcloud/managing-groups-1097175886.html), or
/// - "atlassian", with no application role, hence no licence of Jira, and in no group at all:
///   access to other products, Confluence among them, is given by groups only
///   (https://support.atlassian.com/user-management/docs/default-groups-and-permissions/).
///   Both lists have to be there, say that their size is 0, and have no items.
///
/// Whatever else it says, or does not say, proves nothing.
[[nodiscard]] Standing standing_of(const base::AccountId& account, const Json& user);

/// Asks Jira Cloud with the site's own credential, not the account's, which may know less of
/// itself. That needs the global permission "Browse users and groups".
class RestCustomerProof final : public CustomerProof {
public:
    RestCustomerProof(RestSettings site, base::HttpTransport& transport, base::Clock& clock);

    [[nodiscard]] base::Result<Standing> look_at(const base::AccountId& account) override;

private:
    Caller site_;
};

/// Whose a credential is: `me` is what Jira said to it (ask_myself), `named` the id that the
/// configuration has for it. An account without a licence may be refused the answer; then, and only
/// then, `named` is believed. Denied: Jira says another one than `named`. Else the error of `me`.
[[nodiscard]] base::Result<base::AccountId> account_behind(
    const base::Result<User>& me, const std::optional<base::AccountId>& named
);

}  // namespace jira
