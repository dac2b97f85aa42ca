#include "connector/mirror/people.hpp"

#include <utility>

#include "connector/model/email_address.hpp"
#include "connector/store/forgotten.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/own_accounts.hpp"

namespace connector::mirror {

People::People(const base::Clock& clock, std::optional<std::string> kbot_address)
    : clock_(clock), kbot_address_(std::move(kbot_address)) {}

std::optional<base::ContactId> People::save(store::Connection& connection, const jira::User& user)
    const {
    const auto seen = admit(connection, user);
    if (!seen) return std::nullopt;
    return store::Contacts(connection).save(*seen, clock_.now()).id;
}

std::optional<base::ContactId> People::save_if_changed(
    store::Connection& connection, const jira::User& user
) const {
    const auto seen = admit(connection, user);
    if (!seen) return std::nullopt;
    store::Contacts contacts(connection);
    const auto known = contacts.find_by_account(user.account_id);
    const bool is_same = known && known->display_name == seen->display_name &&
                         known->is_active == seen->is_active &&
                         (!seen->address || known->address == seen->address);
    return is_same ? known->id : contacts.save(*seen, clock_.now()).id;
}

std::optional<store::Contacts::Seen> People::admit(
    store::Connection& connection, const jira::User& user
) const {
    if (store::KbotAccounts(connection).contains(user.account_id)) return std::nullopt;
    if (store::OwnAccounts(connection).contains(user.account_id)) return std::nullopt;
    if (store::Forgotten(connection).contains(user.account_id)) return std::nullopt;
    std::optional<std::string> address;
    if (user.email) {
        // An address that we can't mail to is like a hidden one.
        if (auto normalized = model::normalize_address(*user.email)) address = *normalized;
    }
    if (address && address == kbot_address_) return std::nullopt;
    return store::Contacts::Seen{
        .account_id = user.account_id,
        .display_name = user.display_name,
        .address = std::move(address),
        .is_active = user.is_active};
}

}  // namespace connector::mirror
