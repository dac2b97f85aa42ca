#pragma once

#include <filesystem>

namespace connector::store {

/// Held for as long as a process owns a database file: a second daemon is refused before it touches
/// anything (SR-123). The kernel releases it with the process, however that ends.
class OwnerLock {
public:
    /// Throws StoreUnavailable when another process has it.
    explicit OwnerLock(const std::filesystem::path& database_file);
    ~OwnerLock();
    OwnerLock(const OwnerLock&) = delete;
    OwnerLock& operator=(const OwnerLock&) = delete;

private:
    int descriptor_;
};

}  // namespace connector::store
