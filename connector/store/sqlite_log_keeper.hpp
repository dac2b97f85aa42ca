#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "connector/store/sqlite_connection.hpp"

namespace connector::store {

/// How long SQLite's write-ahead log may get, in pages of 4 KiB.
struct LogLimits {
    int checkpoint_pages = 4'000;            ///< 16 MB: move them into the database
    int empty_pages = 4 * checkpoint_pages;  ///< 64 MB: wait for readers, and start over
    base::milliseconds patience{250};        ///< what waiting for readers may cost the writer
};

/// Keeps the write-ahead log short. SQLite starts it over by itself when all of it was moved into
/// the database and nobody reads from it any more; with readers that take turns without a pause
/// that moment never comes. So a log that has become long is emptied with a little patience: a
/// reader that begins after everything was moved does not need the log, so the wait is for the
/// longest read under way. When that one does not end the log grows on, and the next try comes
/// `checkpoint_pages` later.
///
/// Used by the thread that writes.
class SqliteLogKeeper {
public:
    SqliteLogKeeper(SqliteConnection& connection, base::Metrics& metrics, LogLimits limits);

    /// Call after every commit.
    void tend() noexcept;

private:
    [[nodiscard]] bool shorten() noexcept;

    SqliteConnection& connection_;
    const LogLimits limits_;
    const base::Metrics::Gauge pages_;
    const base::Metrics::Counter failures_;
    int last_pages_ = 0;
    int next_at_;
    bool is_failing_ = false;  ///< an episode counts once
};

}  // namespace connector::store
