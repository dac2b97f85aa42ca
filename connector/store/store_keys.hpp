#pragma once

#include <array>
#include <cstddef>
#include <map>

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace connector::store {

/// What the store itself needs of the key files (access/keys.hpp), handed to the connection that
/// writes: see `Connection::keys`. A thief of the database without the files has none of it.
struct StoreKeys {
    using Id = std::array<std::byte, 4>;

    struct Pair {
        base::Bytes32 audit{};      ///< seals the audit's rows
        base::Bytes32 forgotten{};  ///< hashes the accounts that were erased
    };

    Id current{};
    std::map<Id, Pair> all{};  ///< `current` and those before it that are still accepted
    base::Random* random = nullptr;
};

}  // namespace connector::store
