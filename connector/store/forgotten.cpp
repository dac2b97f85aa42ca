#include "connector/store/forgotten.hpp"

#include "base/crypto.hpp"

namespace connector::store {
namespace {

base::Bytes32 hash_of(const base::AccountId& account, const StoreKeys::Pair& keys) {
    return base::keyed_hash(keys.forgotten, {base::as_bytes(account.value())});
}

}  // namespace

bool Forgotten::is_empty() {
    return !connection_
                .first("select 1 from forgotten_accounts limit 1", {}, [](const Row&) { return 1; })
                .has_value();
}

void Forgotten::add(const base::AccountId& account, base::Time now) {
    const StoreKeys* const keys = connection_.keys();
    if (keys == nullptr) throw std::logic_error("nobody is forgotten without the key files");
    const base::Bytes32 hash = hash_of(account, keys->all.at(keys->current));
    connection_.run(
        "insert into forgotten_accounts (account_hash, forgotten_at) values ($1, $2) "
        "on conflict (account_hash) do nothing",
        {base::ByteView(hash), base::to_millis(now)}
    );
}

bool Forgotten::contains(const base::AccountId& account) {
    const StoreKeys* const keys = connection_.keys();
    if (keys == nullptr || is_empty()) return false;
    for (const auto& [id, pair] : keys->all) {
        const base::Bytes32 hash = hash_of(account, pair);
        const auto found = connection_.first(
            "select 1 from forgotten_accounts where account_hash = $1",
            {base::ByteView(hash)},
            [](const Row&) { return true; }
        );
        if (found) return true;
    }
    return false;
}

bool Forgotten::contains(base::CommentId comment) {
    return connection_
        .first(
            "select 1 from forgotten_comments where id = $1",
            {comment.value()},
            [](const Row&) { return true; }
        )
        .has_value();
}

}  // namespace connector::store
