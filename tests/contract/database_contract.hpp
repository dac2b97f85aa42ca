#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "connector/store/database.hpp"
#include "tests/support/temp_dir.hpp"

/// What every driver of connector::store::Database keeps. A driver's test instantiates it:
///
///     INSTANTIATE_TEST_SUITE_P(Drivers, DatabaseContract, testing::Values(Driver{...}), name_of);
///
/// Works on the program's own tables, so that each driver brings its own column types.
namespace tests {

using connector::store::Connection;
using connector::store::Database;
using connector::store::Row;
using connector::store::Value;

struct Driver {
    std::string name;
    /// A fresh, migrated store; files go into the directory.
    std::function<std::unique_ptr<Database>(const std::filesystem::path&, base::Metrics&)> open;
};

inline std::ostream& operator<<(std::ostream& out, const Driver& driver) {
    return out << driver.name;
}

inline std::string name_of(const testing::TestParamInfo<Driver>& info) {
    return info.param.name;
}

inline void set_fact(Connection& connection, std::string_view name, std::int64_t value) {
    connection.run(
        "insert into facts (name, value) values ($1, $2) "
        "on conflict (name) do update set value = excluded.value",
        {name, value}
    );
}

inline std::optional<std::int64_t> fact(Connection& connection, std::string_view name) {
    return connection.first("select value from facts where name = $1", {name}, [](const Row& row) {
        return row.integer(0);
    });
}

class DatabaseContract : public testing::TestWithParam<Driver> {
protected:
    void set(std::string_view name, std::int64_t value) {
        database->write([&](Connection& connection) { set_fact(connection, name, value); });
    }

    std::optional<std::int64_t> get(std::string_view name) {
        return database->read([&](Connection& connection) { return fact(connection, name); });
    }

    /// Runs `work` with 0 ... count - 1, each on a thread of its own.
    static void on_threads(int count, const std::function<void(int)>& work) {
        std::vector<std::jthread> threads;
        threads.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
    }

    TempDir directory;
    base::Metrics metrics;
    std::unique_ptr<Database> database = GetParam().open(directory.path(), metrics);
};

TEST_P(DatabaseContract, CommitIsVisibleToReadersOnEveryThread) {
    set("answer", 42);

    std::optional<std::int64_t> elsewhere;
    on_threads(1, [&](int) { elsewhere = get("answer"); });

    EXPECT_EQ(get("answer"), 42);
    EXPECT_EQ(elsewhere, 42);
}

TEST_P(DatabaseContract, WriteReturnsWhatItsWorkReturned) {
    const std::string answer = database->write([](Connection& connection) {
        set_fact(connection, "answer", 42);
        return std::string("done");
    });

    EXPECT_EQ(answer, "done");
}

TEST_P(DatabaseContract, ThrowingTransactionIsUndoneAloneWhileOthersCommit) {
    constexpr int kThreads = 32;
    std::atomic<int> thrown = 0;

    on_threads(kThreads, [&](int i) {
        try {
            database->write([&](Connection& connection) {
                set_fact(connection, "fact " + std::to_string(i), i);
                if (i % 2 == 1) throw std::runtime_error(std::to_string(i));
            });
        } catch (const std::runtime_error& error) {
            if (error.what() == std::to_string(i)) ++thrown;
        }
    });

    EXPECT_EQ(thrown, kThreads / 2);
    for (int i = 0; i < kThreads; ++i) {
        EXPECT_EQ(get("fact " + std::to_string(i)).has_value(), i % 2 == 0) << i;
    }
}

TEST_P(DatabaseContract, SixtyFourThreadsIncrementOneCounter) {
    constexpr int kThreads = 64;
    constexpr int kTimes = 5;
    set("counter", 0);

    on_threads(kThreads, [&](int) {
        for (int i = 0; i < kTimes; ++i) {
            database->write([](Connection& connection) {
                connection.run("update facts set value = value + 1 where name = 'counter'");
            });
        }
    });

    EXPECT_EQ(get("counter"), kThreads * kTimes);
}

TEST_P(DatabaseContract, ReadSeesOneSnapshotOverSeveralStatements) {
    set("answer", 1);

    database->read([&](Connection& connection) {
        EXPECT_EQ(fact(connection, "answer"), 1);
        on_threads(1, [&](int) { set("answer", 2); });
        EXPECT_EQ(fact(connection, "answer"), 1);
    });

    EXPECT_EQ(get("answer"), 2);
}

TEST_P(DatabaseContract, NestedReadSharesTheSnapshot) {
    set("answer", 1);

    database->read([&](Connection& outer) {
        EXPECT_EQ(fact(outer, "answer"), 1);
        on_threads(1, [&](int) { set("answer", 2); });
        EXPECT_EQ(get("answer"), 1);
        EXPECT_EQ(fact(outer, "answer"), 1);
    });

    EXPECT_EQ(get("answer"), 2);
}

TEST_P(DatabaseContract, ReadThatThrowsLetsTheNextOneSeeNews) {
    set("answer", 1);
    const auto reading = [&] {
        database->read([](Connection& connection) {
            fact(connection, "answer");
            throw std::runtime_error("enough");
        });
    };
    EXPECT_THROW(reading(), std::runtime_error);

    set("answer", 2);

    EXPECT_EQ(get("answer"), 2);
}

TEST_P(DatabaseContract, StatementRunsInsideItsOwnCallback) {
    constexpr std::string_view kAll = "select name from facts order by name";
    set("a", 1);
    set("b", 2);

    std::string pairs;
    database->read([&](Connection& connection) {
        connection.query(kAll, {}, [&](const Row& outer) {
            connection.query(kAll, {}, [&](const Row& inner) {
                pairs += outer.string(0) + inner.string(0) + " ";
            });
        });
    });

    EXPECT_EQ(pairs, "aa ab ba bb ");
}

TEST_P(DatabaseContract, WorkCannotControlItsTransaction) {
    for (const char* control : {"begin", "commit", "rollback", "savepoint mine"}) {
        const auto sly = [&](Connection& connection) { connection.run(control); };
        const auto writing = [&] {
            database->write([&](Connection& connection) {
                set_fact(connection, "own", 1);
                sly(connection);
            });
        };
        EXPECT_THROW(writing(), std::logic_error) << control;
        EXPECT_FALSE(get("own")) << control;
        EXPECT_THROW(database->read(sly), std::logic_error) << control;
    }
}

TEST_P(DatabaseContract, CanWriteWhenNothingIsWrong) {
    EXPECT_TRUE(database->can_write());
}

TEST_P(DatabaseContract, WriteInsideAWriteIsRefused) {
    const auto nested = [&] {
        database->write([&](Connection& connection) {
            set_fact(connection, "outer", 1);
            set("inner", 1);
        });
    };

    EXPECT_THROW(nested(), std::logic_error);
    EXPECT_FALSE(get("outer"));
    EXPECT_FALSE(get("inner"));
}

TEST_P(DatabaseContract, WriteInsideAReadIsRefused) {
    const auto nested = [&] { database->read([&](Connection&) { set("inner", 1); }); };

    EXPECT_THROW(nested(), std::logic_error);
    EXPECT_FALSE(get("inner"));
}

TEST_P(DatabaseContract, ReadCannotWrite) {
    const auto writing = [&] {
        database->read([](Connection& connection) { set_fact(connection, "sly", 1); });
    };

    EXPECT_THROW(writing(), std::exception);
    EXPECT_FALSE(get("sly"));
}

TEST_P(DatabaseContract, TextComesBackAsItWas) {
    const std::vector<std::string> texts{
        "", "'); drop table facts; --", "$1 ? :name @name", "100% _ \\ \"", "Grüße, 世界 🎫\r\n\t"};

    for (const std::string& text : texts) {
        set(text, 7);
        const auto found = database->read([&](Connection& connection) {
            return connection.first(
                "select name from facts where name = $1",
                {std::string_view(text)},
                [](const Row& row) { return row.string(0); }
            );
        });
        EXPECT_EQ(found, text);
    }
}

TEST_P(DatabaseContract, BytesComeBackAsTheyWere) {
    std::array<std::byte, 256> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);

    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, all.size()}) {
        const base::ByteView bytes(all.data(), size);
        const auto found = database->write([&](Connection& connection) {
            return connection.first(
                "insert into inbox (body_hash, delivery_id, event, received_at) "
                "values ($1, '', '', 0) returning body_hash",
                {bytes},
                [](const Row& row) {
                    return std::vector<std::byte>(row.blob(0).begin(), row.blob(0).end());
                }
            );
        });
        EXPECT_EQ(found, std::vector<std::byte>(bytes.begin(), bytes.end()));
    }
}

TEST_P(DatabaseContract, NoBytesAtAllAreNotNull) {
    const auto is_null = database->write([](Connection& connection) {
        return connection.first(
            "insert into inbox (body_hash, delivery_id, event, received_at) "
            "values ($1, $2, '', 0) returning body_hash is null",
            {base::ByteView(), std::string_view()},
            [](const Row& row) { return row.integer(0) == 1; }
        );
    });

    EXPECT_EQ(is_null, false);
}

TEST_P(DatabaseContract, NullIsNeitherEmptyNorZero) {
    constexpr std::string_view kInsert =
        "insert into contacts (account_id, display_name, address, is_active, updated_at) "
        "values ($1, '', $2, 1, 0) returning address";
    const auto is_null = [](const Row& row) { return row.is_null(0); };

    database->write([&](Connection& connection) {
        EXPECT_EQ(connection.first(kInsert, {std::string_view("a"), nullptr}, is_null), true);
        const Value empty = std::string_view();
        EXPECT_EQ(connection.first(kInsert, {std::string_view("b"), empty}, is_null), false);
        EXPECT_EQ(
            connection.first("select max(value) from facts where name = $1", {empty}, is_null), true
        );
    });
}

TEST_P(DatabaseContract, IntegersKeepSixtyFourBits) {
    for (const std::int64_t value : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
        set("extreme", value);
        EXPECT_EQ(get("extreme"), value);
    }
}

TEST_P(DatabaseContract, ParametersGoByNumberNotByAppearance) {
    set("answer", 42);

    const auto found = database->read([](Connection& connection) {
        return connection.first(
            "select name from facts where value = $2 and name = $1",
            {std::string_view("answer"), std::int64_t{42}},
            [](const Row& row) { return row.string(0); }
        );
    });

    EXPECT_EQ(found, "answer");
}

TEST_P(DatabaseContract, RunCountsTheRowsItChanged) {
    constexpr std::string_view kInsert =
        "insert into facts (name, value) values ('one', 1) on conflict (name) do nothing";

    database->write([&](Connection& connection) {
        EXPECT_EQ(connection.run(kInsert), 1);
        EXPECT_EQ(connection.run(kInsert), 0);
        EXPECT_EQ(connection.run("update facts set value = 2 where name = 'other'"), 0);
    });
}

TEST_P(DatabaseContract, ReturningGivesTheRowAsItIsNow) {
    set("answer", 1);

    const auto returned = database->write([](Connection& connection) {
        return connection.first(
            "insert into facts (name, value) values ('answer', 41) "
            "on conflict (name) do update set value = facts.value + excluded.value returning value",
            {},
            [](const Row& row) { return row.integer(0); }
        );
    });

    EXPECT_EQ(returned, 42);
    EXPECT_EQ(get("answer"), 42);
}

TEST_P(DatabaseContract, ViolatedConstraintIsALogicErrorThatNamesNoValue) {
    set("s3cret-name", 1);

    try {
        database->write([](Connection& connection) {
            connection.run(
                "insert into facts (name, value) values ($1, 2)", {std::string_view("s3cret-name")}
            );
        });
        ADD_FAILURE() << "the constraint did not hold";
    } catch (const std::logic_error& error) {
        EXPECT_EQ(std::string(error.what()).find("s3cret"), std::string::npos) << error.what();
    }
}

TEST_P(DatabaseContract, ForeignKeysHold) {
    const auto orphan = [&] {
        database->write([](Connection& connection) {
            connection.run("insert into comments values (1, 404, '', '', null, '', '', 0, 0)");
        });
    };

    EXPECT_THROW(orphan(), std::logic_error);
}

TEST_P(DatabaseContract, EachParameterWantsAValue) {
    database->read([](Connection& connection) {
        const auto ask = [&](std::initializer_list<Value> values) {
            connection.query("select 1 from facts where name = $1", values, [](const Row&) {});
        };
        EXPECT_THROW(ask({}), std::logic_error);
        EXPECT_THROW(ask({nullptr, nullptr}), std::logic_error);
    });
}

}  // namespace tests
