#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/support/sync_counting_vfs.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

/// A store on a disk that can break.
struct FaultyStore : testing::Test {
    // The first commit also syncs the log's fresh header; what follows is the everyday case.
    FaultyStore() { set("first", 1); }

    TempDir directory;
    SyncCountingVfs disk;
    base::Metrics metrics;
    std::filesystem::path file = directory.path() / "store.db";
    std::optional<connector::store::SqliteDatabase> database{
        std::in_place, file, connector::store::Access::Owner, metrics};

    void set(std::string_view name, std::int64_t value) {
        database->write([&](connector::store::Connection& connection) {
            connector::store::Facts(connection).set(name, value);
        });
    }

    std::optional<std::int64_t> get(std::string_view name) {
        return database->read([&](connector::store::Connection& connection) {
            return connector::store::Facts(connection).get(name);
        });
    }

    void reopen() {
        database.reset();
        database.emplace(file, connector::store::Access::Owner, metrics);
    }
};

}  // namespace tests
