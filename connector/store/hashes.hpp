#pragma once

#include <optional>

#include "base/bytes.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// A 256-bit hash out of a row; throws StoreRefused when the column holds something else.
[[nodiscard]] base::Bytes32 hash_in(const Row& row, int column);
[[nodiscard]] std::optional<base::Bytes32> optional_hash(const Row& row, int column);

}  // namespace connector::store
