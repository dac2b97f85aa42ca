#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/database.hpp"
#include "jira/types.hpp"

namespace connector::mirror {

/// Makes contacts of Jira's users, wherever they turn up: as reporters, participants, members,
/// customers. Whoever Jira says is deactivated loses links and sessions with it (SR-17). The
/// Anonymous Kbot User is none (SR-55): neither by the accounts it has or had, nor by its address,
/// as an account that was moved or made by hand is not known yet. Nor are the accounts in whose
/// name we post replies. Thread-safe.
class People {
public:
    /// `kbot_address` is normalised.
    People(const base::Clock& clock, std::optional<std::string> kbot_address);

    /// Creates or refreshes the contact.
    [[nodiscard]] std::optional<base::ContactId> save(
        store::Connection& connection, const jira::User& user
    ) const;
    /// The same, but nothing is written for somebody who is as they were.
    [[nodiscard]] std::optional<base::ContactId> save_if_changed(
        store::Connection& connection, const jira::User& user
    ) const;

private:
    /// What may become a contact: nothing for the Kbot user and for ourselves.
    [[nodiscard]] std::optional<store::Contacts::Seen> admit(
        store::Connection& connection, const jira::User& user
    ) const;

    const base::Clock& clock_;
    const std::optional<std::string> kbot_address_;
};

}  // namespace connector::mirror
