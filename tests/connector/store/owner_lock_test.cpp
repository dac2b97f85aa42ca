#include "connector/store/owner_lock.hpp"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connector/store/facts.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {
namespace {

using connector::store::Access;
using connector::store::Connection;
using connector::store::Facts;
using connector::store::OwnerLock;
using connector::store::SqliteDatabase;
using connector::store::StoreUnavailable;

TEST(OwnerLock, SecondIsRefusedUntilTheFirstIsGone) {
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    {
        const OwnerLock first(file);
        EXPECT_THROW(OwnerLock{file}, StoreUnavailable);
    }
    EXPECT_NO_THROW(OwnerLock{file});
}

TEST(OwnerLock, SecondOwnerIsRefusedAndTheFirstGoesOn) {
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    base::Metrics metrics;
    SqliteDatabase first(file, Access::Owner, metrics);

    EXPECT_THROW(SqliteDatabase(file, Access::Owner, metrics), StoreUnavailable);

    first.write([](Connection& connection) { Facts(connection).set("answer", 42); });
    EXPECT_EQ(first.read([](Connection& c) { return Facts(c).get("answer"); }), 42);
}

/// A process that takes the lock and holds it until it is killed.
class Holder {
public:
    explicit Holder(const std::filesystem::path& file) {
        int ready[2];
        if (pipe(ready) != 0) throw std::runtime_error("pipe failed");
        child_ = fork();
        if (child_ == 0) {
            const OwnerLock lock(file);
            if (write(ready[1], "!", 1) == 1) pause();
            _exit(1);
        }
        char byte = 0;
        if (read(ready[0], &byte, 1) != 1) throw std::runtime_error("the holder did not start");
        close(ready[0]);
        close(ready[1]);
    }

    ~Holder() {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }

    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

private:
    pid_t child_;
};

TEST(OwnerLock, KilledProcessHoldsNothing) {
    const TempDir directory;
    const auto file = directory.path() / "store.db";
    {
        const Holder holder(file);
        EXPECT_THROW(OwnerLock{file}, StoreUnavailable);
    }
    EXPECT_NO_THROW(OwnerLock{file});
}

}  // namespace
}  // namespace tests
