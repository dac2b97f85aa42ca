#include "jira/customer_proof.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

using base::ErrorKind;

constexpr const char* kActivate = "Activate it: admin.atlassian.com > Directory > Users";
constexpr const char* kNameAnother =
    "Name an account in site.replies that is a customer and nothing more";
constexpr const char* kMendId = "Mend site.replies.account_id, or leave it out";
constexpr const char* kLetUsLook =
    "Give the account of site.auth the global permission Browse users and groups: Jira settings > "
    "System > Global permissions";
constexpr const char* kRemoveProducts =
    "Remove product access from it, product by product: admin.atlassian.com > Directory > Users > "
    "the account > ... at the product";
constexpr const char* kRemoveFromGroups =
    "Take it out of every group: admin.atlassian.com > Directory > Groups > the group > ... beside "
    "the account > Remove member from group";

Standing no(std::string obstacle, const char* remedy) {
    return {.is_customer = false, .obstacle = std::move(obstacle), .remedy = remedy};
}

/// A list as Jira wraps it: `{"size":0,"items":[]}`.
struct List {
    std::int64_t size = 0;
    std::vector<std::string> names{};  ///< of its first items, as far as they have one
};

/// Nothing: it is missing, or of another shape.
std::optional<List> read_list(const Json& user, std::string_view name) {
    constexpr std::size_t kMostNames = 5;
    constexpr std::size_t kMaxName = 100;
    const Json* list = member(user, name);
    const auto size = list != nullptr ? count_member(*list, "size") : std::nullopt;
    const Json* items = list != nullptr ? member(*list, "items") : nullptr;
    if (!size || items == nullptr || !items->is_array()) return std::nullopt;
    const auto shown = static_cast<std::int64_t>(items->size());
    List read{.size = std::max(*size, shown)};
    for (std::size_t at = 0; at < std::min(items->size(), kMostNames); ++at) {
        if (auto text = line_member((*items)[at], "name", kMaxName)) {
            read.names.push_back(*std::move(text));
        }
    }
    return read;
}

Standing not_empty(std::string_view what, const List& list, const char* remedy) {
    return no(
        fmt::format(
            "the account of site.replies {} ({}): {}", what, list.size, fmt::join(list.names, ", ")
        ),
        remedy
    );
}

/// Of an account that could be given access to anything.
Standing unlicensed_or_not(const Json& user) {
    const auto roles = read_list(user, "applicationRoles");
    const auto groups = read_list(user, "groups");
    if (!roles || !groups) {
        return no(
            "Jira does not say which products and groups the account of site.replies has",
            kNameAnother
        );
    }
    if (roles->size != 0) return not_empty("has products", *roles, kRemoveProducts);
    if (groups->size != 0) return not_empty("is in groups", *groups, kRemoveFromGroups);
    return {.is_customer = true};
}

bool is_active(const Json& user) {
    const Json* active = member(user, "active");
    return active != nullptr && active->is_boolean() && active->get<bool>();
}

}  // namespace

Standing standing_of(const base::AccountId& account, const Json& user) {
    if (text_member(user, "accountId") != account.value()) {
        return no("Jira does not tell of the account of site.replies", kNameAnother);
    }
    if (!is_active(user)) return no("the account of site.replies is not active", kActivate);
    const auto type = text_member(user, "accountType");
    if (type == "customer") return {.is_customer = true};
    if (type == "atlassian") return unlicensed_or_not(user);
    return no("the account of site.replies is no person's", kNameAnother);
}

RestCustomerProof::RestCustomerProof(
    RestSettings site, base::HttpTransport& transport, base::Clock& clock
)
    : site_(std::move(site), transport, clock) {}

base::Result<Standing> RestCustomerProof::look_at(const base::AccountId& account) {
    const auto user = site_.get(
        "GET user",
        fmt::format(
            "/rest/api/3/user?accountId={}&expand=groups,applicationRoles",
            base::percent_encode(account.value())
        )
    );
    if (user) return standing_of(account, *user);
    if (user.error().kind == ErrorKind::NotFound) {
        return no("the site has no account of the id of site.replies", kMendId);
    }
    if (user.error().kind == ErrorKind::Denied) {
        return no("the account of site.auth may not look at the one of site.replies", kLetUsLook);
    }
    return base::fail(user);
}

base::Result<base::AccountId> account_behind(
    const base::Result<User>& me, const std::optional<base::AccountId>& named
) {
    if (!me) {
        const ErrorKind kind = me.error().kind;
        const bool is_refused = kind == ErrorKind::Unauthorized || kind == ErrorKind::Denied;
        if (named && is_refused) return *named;
        return base::fail(me);
    }
    if (named && *named != me->account_id) {
        return base::fail(
            ErrorKind::Denied,
            "site.replies.account_id is not the id of the account that its credential belongs to"
        );
    }
    return me->account_id;
}

}  // namespace jira
