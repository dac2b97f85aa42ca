#include "connector/store/sqlite.hpp"
#include "tests/contract/database_contract.hpp"

namespace tests {

INSTANTIATE_TEST_SUITE_P(
    Drivers,
    DatabaseContract,
    testing::Values(Driver{
        .name = "Sqlite",
        .open =
            [](const std::filesystem::path& directory, base::Metrics& metrics) {
                return std::make_unique<connector::store::SqliteDatabase>(
                    directory / "store.db", connector::store::Access::Owner, metrics
                );
            },
    }),
    name_of
);

}  // namespace tests
