#include "connector/store/own_accounts.hpp"

#include "connector/store/contacts.hpp"

namespace connector::store {

void OwnAccounts::add(const base::AccountId& account, base::Time now) {
    connection_.run(
        "insert into own_accounts (account_id, known_since) values ($1, $2) "
        "on conflict (account_id) do nothing",
        {std::string_view(account.value()), base::to_millis(now)}
    );
    Contacts(connection_).disown(account, now);
}

bool OwnAccounts::contains(const base::AccountId& account) {
    return connection_
        .first(
            "select 1 from own_accounts where account_id = $1",
            {std::string_view(account.value())},
            [](const Row&) { return true; }
        )
        .has_value();
}

std::set<base::AccountId> OwnAccounts::all() {
    std::set<base::AccountId> accounts;
    connection_.query("select account_id from own_accounts", {}, [&](const Row& row) {
        accounts.emplace(row.string(0));
    });
    return accounts;
}

}  // namespace connector::store
