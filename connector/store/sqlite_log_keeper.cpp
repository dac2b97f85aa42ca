#include "connector/store/sqlite_log_keeper.hpp"

#include <exception>
#include <utility>

namespace connector::store {

SqliteLogKeeper::SqliteLogKeeper(
    SqliteConnection& connection, base::Metrics& metrics, LogLimits limits
)
    : connection_(connection),
      limits_(limits),
      pages_(metrics.gauge("connector_store_log_pages", "Length of the write-ahead log.")),
      failures_(metrics.counter(
          "connector_store_checkpoints_failed_total",
          "Times that the write-ahead log began to grow because it could not be moved or emptied."
      )),
      next_at_(limits.checkpoint_pages) {}

void SqliteLogKeeper::tend() noexcept {
    const int pages = connection_.wal_pages();
    if (pages < last_pages_) next_at_ = limits_.checkpoint_pages;  // SQLite has started it over
    if (pages >= next_at_) {
        const bool was_failing = std::exchange(is_failing_, !shorten());
        if (is_failing_ && !was_failing) failures_.add();
        // Not with every commit: looking for what can be moved takes time that grows with the log.
        next_at_ = connection_.wal_pages() + limits_.checkpoint_pages;
    }
    last_pages_ = connection_.wal_pages();
    pages_.set(last_pages_);
}

bool SqliteLogKeeper::shorten() noexcept {
    try {
        if (connection_.wal_pages() >= limits_.empty_pages) {
            return connection_.empty_log(limits_.patience);
        }
        connection_.checkpoint();
        return true;
    } catch (const std::exception&) {
        return false;  // the log keeps everything: nothing is lost, it only grows
    }
}

}  // namespace connector::store
