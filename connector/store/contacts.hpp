#pragma once

#include <optional>
#include <string_view>

#include "connector/model/contact.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

class Contacts {
public:
    struct Seen {
        base::AccountId account_id;
        std::string display_name;
        std::optional<std::string> address;  ///< normalised; nothing keeps what is known
        bool is_active = true;
    };

    explicit Contacts(Connection& connection) : connection_(connection) {}

    /// Creates or refreshes the contact of a Jira account. When an account is deactivated or its
    /// address changes, every open link, password and passkey of the contact dies with it (SR-17);
    /// a deactivated one is signed out everywhere, and stays so when it comes back. A new address
    /// is not proven.
    model::Contact save(const Seen& seen, base::Time now);

    /// The account is nobody's any more: a contact that it was becomes inactive.
    void disown(const base::AccountId& account, base::Time now);

    std::optional<model::Contact> find(base::ContactId id);
    std::optional<model::Contact> find_by_account(const base::AccountId& account);
    /// The active contact with this normalised address; the one seen last where there are several.
    std::optional<model::Contact> find_by_address(std::string_view address);

    /// What the contact has chosen for pages and mails. No news of Jira changes it.
    void prefer(base::ContactId id, const model::Preferences& preferences);

private:
    Connection& connection_;
};

}  // namespace connector::store
