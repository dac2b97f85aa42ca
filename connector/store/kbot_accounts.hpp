#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The accounts of the customer in whose name anonymous requests are raised, today's and former
/// ones. Whoever reads its mail must not get at strangers' requests: none of them is ever a contact
/// (SR-55).
class KbotAccounts {
public:
    explicit KbotAccounts(Connection& connection) : connection_(connection) {}

    /// A contact that the account had by then is deactivated: its links are void, its sessions end.
    void add(const base::AccountId& account, base::Time now);

    [[nodiscard]] bool contains(const base::AccountId& account);
    /// The one that became known last.
    [[nodiscard]] std::optional<base::AccountId> latest();

private:
    Connection& connection_;
};

}  // namespace connector::store
