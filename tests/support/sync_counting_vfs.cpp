#include "tests/support/sync_counting_vfs.hpp"

#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <string>

#include <sqlite3.h>

namespace tests {

struct SyncCountingVfs::State {
    sqlite3_vfs* disk = nullptr;
    sqlite3_vfs shim{};
    std::atomic<int> syncs = 0;
    std::atomic<int> spared_log_syncs = 0;
    std::atomic<int> failing_log_syncs = 0;
    std::atomic<int> failing_database_syncs = 0;
    std::atomic<int> write_fault = SQLITE_OK;
    std::atomic<bool> is_watching = false;
    std::mutex mutex;
    std::map<std::string, std::string> on_disk;  ///< by path; guarded by mutex

    void remember(const char* name, sqlite3_file* file);

    static int open(sqlite3_vfs*, const char* name, sqlite3_file*, int flags, int* out_flags);
    static int write(sqlite3_file*, const void* bytes, int size, sqlite3_int64 offset);
    static int sync(sqlite3_file*, int flags);
    static const sqlite3_io_methods methods;
};

namespace {

/// What SQLite sees as the file; the real one lies right behind it.
struct File {
    sqlite3_file base;
    void* state;
    const char* name;  ///< SQLite keeps it until the file is closed
    bool is_database;
    bool is_log;
};

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

/// Forwards a method of sqlite3_io_methods to the real file.
template <auto method, typename... Arguments>
auto forward(sqlite3_file* file, Arguments... arguments) {
    return (real(file)->pMethods->*method)(real(file), arguments...);
}

bool take_one(std::atomic<int>& left) {
    int count = left.load();
    while (count > 0 && !left.compare_exchange_weak(count, count - 1)) {
    }
    return count > 0;
}

}  // namespace

using Methods = sqlite3_io_methods;

const sqlite3_io_methods SyncCountingVfs::State::methods{
    3,
    forward<&Methods::xClose>,
    forward<&Methods::xRead>,
    State::write,
    forward<&Methods::xTruncate>,
    State::sync,
    forward<&Methods::xFileSize>,
    forward<&Methods::xLock>,
    forward<&Methods::xUnlock>,
    forward<&Methods::xCheckReservedLock>,
    forward<&Methods::xFileControl>,
    forward<&Methods::xSectorSize>,
    forward<&Methods::xDeviceCharacteristics>,
    forward<&Methods::xShmMap>,
    forward<&Methods::xShmLock>,
    forward<&Methods::xShmBarrier>,
    forward<&Methods::xShmUnmap>,
    forward<&Methods::xFetch>,
    forward<&Methods::xUnfetch>,
};

int SyncCountingVfs::State::open(
    sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags
) {
    auto* state = static_cast<State*>(vfs->pAppData);
    auto* shim = new (file) File{
        .base = {},
        .state = state,
        .name = name,
        .is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0,
        .is_log = (flags & SQLITE_OPEN_WAL) != 0,
    };
    const int code = state->disk->xOpen(state->disk, name, real(file), flags, out_flags);
    // Without methods there is nothing to close.
    shim->base.pMethods = real(file)->pMethods == nullptr ? nullptr : &methods;
    return code;
}

int SyncCountingVfs::State::write(
    sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset
) {
    const auto* state = static_cast<State*>(reinterpret_cast<File*>(file)->state);
    if (state->write_fault != SQLITE_OK) return state->write_fault;
    return forward<&Methods::xWrite>(file, bytes, size, offset);
}

int SyncCountingVfs::State::sync(sqlite3_file* file, int flags) {
    const auto* shim = reinterpret_cast<File*>(file);
    auto* state = static_cast<State*>(shim->state);
    ++state->syncs;
    if (state->is_watching && shim->name != nullptr) state->remember(shim->name, real(file));
    const bool fails = (shim->is_log && !take_one(state->spared_log_syncs) &&
                        take_one(state->failing_log_syncs)) ||
                       (shim->is_database && take_one(state->failing_database_syncs));
    return fails ? SQLITE_IOERR_FSYNC : forward<&Methods::xSync>(file, flags);
}

void SyncCountingVfs::State::remember(const char* name, sqlite3_file* file) {
    sqlite3_int64 size = 0;
    file->pMethods->xFileSize(file, &size);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    file->pMethods->xRead(file, bytes.data(), static_cast<int>(size), 0);
    const std::scoped_lock lock(mutex);
    on_disk[name] = std::move(bytes);
}

SyncCountingVfs::SyncCountingVfs() : state_(std::make_unique<State>()) {
    state_->disk = sqlite3_vfs_find(nullptr);
    state_->shim = *state_->disk;
    state_->shim.zName = "sync-counting";
    state_->shim.szOsFile += static_cast<int>(sizeof(File));
    state_->shim.pAppData = state_.get();
    state_->shim.xOpen = State::open;
    sqlite3_vfs_register(&state_->shim, 1);
}

SyncCountingVfs::~SyncCountingVfs() {
    sqlite3_vfs_unregister(&state_->shim);
    sqlite3_vfs_register(state_->disk, 1);
}

int SyncCountingVfs::syncs() const {
    return state_->syncs;
}

void SyncCountingVfs::fail_log_syncs(int count, int sparing) {
    state_->spared_log_syncs = sparing;
    state_->failing_log_syncs = count;
}

void SyncCountingVfs::fail_database_syncs(int count) {
    state_->failing_database_syncs = count;
}

void SyncCountingVfs::set_full(bool is_full) {
    state_->write_fault = is_full ? SQLITE_FULL : SQLITE_OK;
}

void SyncCountingVfs::set_read_only(bool is_read_only) {
    state_->write_fault = is_read_only ? SQLITE_READONLY : SQLITE_OK;
}

void SyncCountingVfs::watch() {
    state_->is_watching = true;
}

void SyncCountingVfs::copy_as_after_a_power_cut(
    const std::filesystem::path& file, const std::filesystem::path& directory
) {
    std::filesystem::create_directories(directory);
    for (const std::filesystem::path part : {file.string(), file.string() + "-wal"}) {
        const auto copy = directory / part.filename();
        const std::scoped_lock lock(state_->mutex);
        const auto synced = state_->on_disk.find(part.string());
        if (synced == state_->on_disk.end()) {
            std::filesystem::copy_file(part, copy);
        } else {
            std::ofstream(copy, std::ios::binary) << synced->second;
        }
    }
}

}  // namespace tests
