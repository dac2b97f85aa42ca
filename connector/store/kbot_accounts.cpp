#include "connector/store/kbot_accounts.hpp"

#include "connector/store/contacts.hpp"

namespace connector::store {

void KbotAccounts::add(const base::AccountId& account, base::Time now) {
    connection_.run(
        "insert into kbot_accounts (account_id, known_since) values ($1, $2) "
        "on conflict (account_id) do update set known_since = excluded.known_since",
        {std::string_view(account.value()), base::to_millis(now)}
    );
    Contacts(connection_).disown(account, now);
}

bool KbotAccounts::contains(const base::AccountId& account) {
    return connection_
        .first(
            "select 1 from kbot_accounts where account_id = $1",
            {std::string_view(account.value())},
            [](const Row&) { return true; }
        )
        .has_value();
}

std::optional<base::AccountId> KbotAccounts::latest() {
    return connection_.first(
        "select account_id from kbot_accounts order by known_since desc, account_id limit 1",
        {},
        [](const Row& row) { return base::AccountId(row.string(0)); }
    );
}

}  // namespace connector::store
