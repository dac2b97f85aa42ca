#include "connector/store/sqlite_log_keeper.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "connector/store/sqlite_writer.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {
namespace {

using connector::store::Connection;
using connector::store::LogLimits;
using connector::store::OpenMode;
using connector::store::Row;
using connector::store::SqliteConnection;
using connector::store::SqliteWriter;
using namespace std::chrono_literals;

constexpr std::uintmax_t kPage = 4096 + 24;  // in the log: with its header

void look(SqliteConnection& connection) {
    connection.query("select count(*) from notes", {}, [](const Row&) {});
}

/// Two who take turns reading so that one of them always has a snapshot open: each ends only after
/// the other has begun a newer one.
class NeverPausingReaders {
public:
    explicit NeverPausingReaders(const std::filesystem::path& file) : file_(file) {
        begun_[1].wait(0);  // from here on there is always one
    }

    ~NeverPausingReaders() {
        is_over_ = true;
        for (auto& count : begun_) {
            count += 1'000'000;
            count.notify_all();
        }
    }

    NeverPausingReaders(const NeverPausingReaders&) = delete;
    NeverPausingReaders& operator=(const NeverPausingReaders&) = delete;

private:
    void take_turns(std::size_t self) {
        SqliteConnection connection(file_, OpenMode::Read);
        const std::size_t other = 1 - self;
        for (int turn = 1; !is_over_; ++turn) {
            connection.control("begin");
            look(connection);
            begun_[self] = turn;
            begun_[self].notify_all();
            const int awaited = self == 0 ? turn : turn + 1;
            for (int seen = begun_[other]; seen < awaited && !is_over_; seen = begun_[other]) {
                begun_[other].wait(seen);
            }
            connection.roll_back();
        }
    }

    const std::filesystem::path file_;
    std::atomic<bool> is_over_ = false;
    std::array<std::atomic<int>, 2> begun_{};
    std::jthread first_{[this] { take_turns(0); }};
    std::jthread second_{[this] { take_turns(1); }};
};

struct LogKeeper : testing::Test {
    LogKeeper() {
        // What this proves does not depend on syncs.
        writing.execute("pragma synchronous = off; create table notes (text text) strict");
    }

    TempDir directory;
    std::filesystem::path file = directory.path() / "store.db";
    base::Metrics metrics;
    SqliteConnection writing{file, OpenMode::Write};
    LogLimits limits{.checkpoint_pages = 50, .empty_pages = 200, .patience = 10s};

    /// So many commits of ten pages and a little.
    void write(int count) {
        SqliteWriter writer(writing, metrics, limits);
        const std::string text(40'000, 'x');
        for (int i = 0; i < count; ++i) {
            writer.run([&](Connection& connection) {
                connection.run("insert into notes values ($1)", {std::string_view(text)});
            });
        }
    }

    [[nodiscard]] std::uintmax_t log_pages() const {
        return std::filesystem::file_size(file.string() + "-wal") / kPage;
    }

    [[nodiscard]] bool has_metric(const std::string& line) const {
        return metrics.as_text().find(line + "\n") != std::string::npos;
    }
};

TEST_F(LogKeeper, LogStartsOverByItselfWhileNobodyReads) {
    write(300);

    EXPECT_LT(log_pages(), 80U);
}

TEST_F(LogKeeper, LogStaysShortUnderReadersThatNeverPause) {
    const NeverPausingReaders readers(file);

    write(300);

    EXPECT_LT(log_pages(), 300U);
    EXPECT_TRUE(has_metric("connector_store_checkpoints_failed_total 0"));
}

/// While one snapshot stays open nothing helps; but it holds nobody up for long, and is told once.
TEST_F(LogKeeper, LogThatCannotBeEmptiedCountsAsOneEpisode) {
    limits.patience = 1ms;
    SqliteConnection reader(file, OpenMode::Read);
    reader.control("begin");
    look(reader);
    write(100);
    EXPECT_GT(log_pages(), 1000U);
    EXPECT_TRUE(has_metric("connector_store_checkpoints_failed_total 1"));

    reader.roll_back();
    write(10);
    EXPECT_LT(log_pages(), 80U);
    EXPECT_TRUE(has_metric("connector_store_checkpoints_failed_total 1"));

    reader.control("begin");
    look(reader);
    write(100);
    EXPECT_TRUE(has_metric("connector_store_checkpoints_failed_total 2"));
}

}  // namespace
}  // namespace tests
