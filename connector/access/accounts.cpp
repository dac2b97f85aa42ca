#include "connector/access/accounts.hpp"

#include "connector/store/colleagues.hpp"

namespace connector::access {
namespace {

model::Role role_of(const AccountRules& rules, const model::Contact& contact, bool is_proven) {
    const auto found = rules.roles.find(contact.address.value_or(""));
    if (found == rules.roles.end()) return rules.default_role;
    const bool is_manager = found->second == model::Role::Manager;
    return is_manager && !is_proven ? rules.default_role : found->second;
}

}  // namespace

model::Standing standing_of(
    store::Connection& connection,
    const base::ProjectKey& project,
    const AccountRules& rules,
    const model::Contact& contact
) {
    model::Standing standing{.project = project};
    if (!rules.share_anything()) return standing;
    store::Colleagues colleagues(connection);
    const std::string domain = colleagues.proven_domain_of(contact.id);
    standing.role = role_of(rules, contact, !domain.empty());
    if (rules.organizations) {
        for (auto& [id, name] : colleagues.organizations_of(contact.id, project)) {
            standing.accounts.push_back({.organization = id, .name = std::move(name)});
        }
    }
    if (const auto named = rules.domains.find(domain); named != rules.domains.end()) {
        standing.accounts.push_back({.domain = domain, .name = named->second});
    }
    return standing;
}

}  // namespace connector::access
