#include "connector/store/facts.hpp"

namespace connector::store {

std::optional<std::int64_t> Facts::get(std::string_view name) {
    return connection_.first("select value from facts where name = $1", {name}, [](const Row& row) {
        return row.integer(0);
    });
}

void Facts::set(std::string_view name, std::int64_t value) {
    connection_.run(
        "insert into facts (name, value) values ($1, $2) "
        "on conflict (name) do update set value = excluded.value",
        {name, value}
    );
}

}  // namespace connector::store
