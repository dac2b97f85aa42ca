#include "connector/store/changes.hpp"

namespace connector::store {

void Changes::note(base::RequestId request) {
    // The head's row is locked until the commit, so numbers are committed in their order.
    connection_.run("update change_heads set changes = changes + 1 where id = 1");
    connection_.run(
        "insert into changes (request_id, number) select $1, changes from change_heads "
        "where id = 1 on conflict (request_id) do update set number = excluded.number",
        {request.value()}
    );
}

void Changes::note_ending() {
    connection_.run("update change_heads set endings = endings + 1 where id = 1");
}

Changes::Heads Changes::heads() {
    return connection_
        .first(
            "select changes, endings from change_heads where id = 1",
            {},
            [](const Row& row) {
                return Heads{row.integer(0), row.integer(1)};
            }
        )
        .value_or(Heads{});
}

std::vector<Changes::Change> Changes::after(std::int64_t number, int limit) {
    return connection_.all(
        "select number, request_id from changes where number > $1 order by number limit $2",
        {number, std::int64_t{limit}},
        [](const Row& row) {
            return Change{row.integer(0), base::RequestId(row.integer(1))};
        }
    );
}

}  // namespace connector::store
