#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

/// Everything about one person, gone (GDPR, article 17; SR-127).
namespace connector::store {

/// How much is kept about a contact.
struct Traces {
    std::int64_t requests = 0;  ///< that they reported, with all that was written there
    std::int64_t comments = 0;  ///< of theirs in other requests
    std::int64_t replies = 0;
    std::int64_t intakes = 0;  ///< requests raised here
    std::int64_t mails = 0;
    std::int64_t links = 0;
    std::int64_t sessions = 0;
    std::int64_t audit_rows = 0;  ///< whose address and detail are blanked; the rows stay
};

/// All contacts of a normalised address, active or not.
[[nodiscard]] std::vector<base::ContactId> contacts_at(
    Connection& connection, std::string_view address
);

[[nodiscard]] Traces traces_of(Connection& connection, base::ContactId contact);

/// Ends their sessions, voids and forgets their links, withdraws their mails, blanks their rows in
/// the audit, takes the requests they reported and their words elsewhere out of the mirror, and
/// forgets the contact; Forgotten keeps them out. Other people's words about them stay.
void erase_contact(Connection& connection, base::ContactId contact, base::Time now);

}  // namespace connector::store
