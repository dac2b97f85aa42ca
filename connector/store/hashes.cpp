#include "connector/store/hashes.hpp"

#include <algorithm>

namespace connector::store {

base::Bytes32 hash_in(const Row& row, int column) {
    const base::ByteView bytes = row.blob(column);
    base::Bytes32 hash{};
    if (bytes.size() != hash.size()) throw StoreRefused("a hash in the store has a wrong length");
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

std::optional<base::Bytes32> optional_hash(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return hash_in(row, column);
}

}  // namespace connector::store
