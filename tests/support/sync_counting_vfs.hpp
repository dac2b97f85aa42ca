#pragma once

#include <filesystem>
#include <memory>

namespace tests {

/// The disk under SQLite, with faults on request: real files, but syncs are counted and can fail,
/// and there can be no space left. While it lives it is under every database that is opened; one at
/// a time, and it outlives those databases.
class SyncCountingVfs {
public:
    SyncCountingVfs();
    ~SyncCountingVfs();
    SyncCountingVfs(const SyncCountingVfs&) = delete;
    SyncCountingVfs& operator=(const SyncCountingVfs&) = delete;

    /// Syncs asked for so far, failed ones included.
    [[nodiscard]] int syncs() const;
    /// After `sparing` more, the next `count` syncs of a write-ahead log fail: commits do.
    void fail_log_syncs(int count, int sparing = 0);
    /// The next `count` syncs of a database file fail: checkpoints do.
    void fail_database_syncs(int count);
    /// From now on no file takes another byte (SQLITE_FULL), until told otherwise.
    void set_full(bool is_full);
    /// From now on no file can be written at all (SQLITE_READONLY), until told otherwise.
    void set_read_only(bool is_read_only);

    /// From now on it remembers what is on the disk for sure, for the next call.
    void watch();
    /// Makes copies, in another directory, of a database and its log as they would be found after a
    /// power cut: each as it was at its last sync. A failed sync counts, since it may have written
    /// everything; what was written and not synced since is lost.
    void copy_as_after_a_power_cut(
        const std::filesystem::path& file, const std::filesystem::path& directory
    );

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tests
