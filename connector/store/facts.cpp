#include "connector/store/facts.hpp"

namespace connector::store {

std::optional<std::int64_t> Facts::get(std::string_view name) {
    return connection_.first("select value from facts where name = $1", {name}, [](const Row& row) {
        return row.integer(0);
    });
}

std::map<std::string, std::int64_t> Facts::starting_with(std::string_view prefix) {
    std::map<std::string, std::int64_t> found;
    const auto length = static_cast<std::int64_t>(prefix.size());
    connection_.query(
        "select substr(name, $2 + 1), value from facts where substr(name, 1, $2) = $1",
        {prefix, length},
        [&](const Row& row) { found.emplace(row.string(0), row.integer(1)); }
    );
    return found;
}

void Facts::set(std::string_view name, std::int64_t value) {
    connection_.run(
        "insert into facts (name, value) values ($1, $2) "
        "on conflict (name) do update set value = excluded.value",
        {name, value}
    );
}

}  // namespace connector::store
