#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Who was erased (store/erasure.hpp). Jira goes on knowing them, so the mirror asks here before it
/// takes anybody in. Kept is a keyed hash of the account, and the number of each comment that was
/// written for them in another account's name. A key file that is deleted, not retired
/// (access/keys.hpp), takes the memory of those who were erased under it along.
class Forgotten {
public:
    explicit Forgotten(Connection& connection) : connection_(connection) {}

    /// Whether anybody was ever erased.
    [[nodiscard]] bool is_empty();
    void add(const base::AccountId& account, base::Time now);
    [[nodiscard]] bool contains(const base::AccountId& account);
    [[nodiscard]] bool contains(base::CommentId comment);

private:
    Connection& connection_;
};

}  // namespace connector::store
