#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "base/embedded.hpp"
#include "base/metrics.hpp"
#include "base/worker.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

enum class Access {
    Owner,     ///< creates and migrates, one process at a time: a second owner is refused
    ReadOnly,  ///< for the CLI beside a running daemon: never writes, never checkpoints
};

/// The embedded store. WAL, synchronous=FULL, foreign keys, no mmap. Exactly one connection writes
/// and checkpoints, on a thread of its own (SR-121); what is queued while a commit is under way is
/// committed together next, without a timer.
///
/// Opening throws StoreRefused for a file that is not ours, is corrupt, or has a newer schema, and
/// leaves it untouched; StoreUnavailable when another daemon owns it. The whole file is checked
/// when an owner opens it and it has 64 MiB at most, which takes some tenths of a second.
class SqliteDatabase final : public Database {
public:
    /// `migrations` is for tests; the default is what the program was built with.
    SqliteDatabase(
        const std::filesystem::path& file,
        Access access,
        base::Metrics& metrics,
        std::optional<std::span<const base::EmbeddedFile>> migrations = std::nullopt
    );
    /// Finishes what is queued, then closes. Owner: checkpoints.
    ~SqliteDatabase() override;
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    [[nodiscard]] bool can_write() const noexcept override;
    [[nodiscard]] bool shed_deleted() override;

    /// For whoever looks at what changed: rung after each commit, whoever made it. Of an owner;
    /// `bell` outlives the store.
    void ring_after_commits(base::Bell& bell);

protected:
    void run_write(const std::function<void(Connection&)>& work) override;
    void run_read(const std::function<void(Connection&)>& work) override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace connector::store
