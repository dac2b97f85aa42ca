#include "connector/store/newcomers.hpp"

#include "connector/store/hashes.hpp"

namespace connector::store {

bool Newcomers::add(const Newcomer& newcomer, base::Time now) {
    return connection_.run(
               "insert into newcomers (project, address, browser_hash, client, created_at, due_at) "
               "values ($1, $2, $3, $4, $5, $5) on conflict (project, address) do nothing",
               {std::string_view(newcomer.project.value()),
                std::string_view(newcomer.address),
                base::ByteView(newcomer.browser_hash),
                std::string_view(newcomer.client),
                base::to_millis(now)}
           ) == 1;
}

bool Newcomers::is_waiting(const base::ProjectKey& project, std::string_view address) {
    return connection_
        .first(
            "select 1 from newcomers where project = $1 and address = $2",
            {std::string_view(project.value()), address},
            [](const Row&) { return true; }
        )
        .has_value();
}

std::int64_t Newcomers::count_since(const base::ProjectKey& project, base::Time since) {
    return *connection_.first(
        "select count(*) from newcomers where project = $1 and created_at >= $2",
        {std::string_view(project.value()), base::to_millis(since)},
        [](const Row& row) { return row.integer(0); }
    );
}

std::optional<Newcomers::Claimed> Newcomers::claim(base::Time now, base::milliseconds lease) {
    return connection_.first(
        "update newcomers set due_at = $2, fence = fence + 1, attempts = attempts + 1 "
        "where due_at <= $1 and id = "
        "(select id from newcomers where due_at <= $1 order by due_at, id limit 1) "
        "returning id, fence, attempts, project, address, browser_hash, client, created_at",
        {base::to_millis(now), base::to_millis(now + lease)},
        [](const Row& row) {
            return Claimed{
                .claim = {row.integer(0), row.integer(1), static_cast<int>(row.integer(2))},
                .newcomer =
                    {.project = base::ProjectKey(row.string(3)),
                     .address = row.string(4),
                     .browser_hash = hash_in(row, 5),
                     .client = row.string(6)},
                .created = row.time(7),
            };
        }
    );
}

void Newcomers::put_back(const Claim& claim, base::Time due) {
    connection_.run(
        "update newcomers set due_at = $3 where id = $1 and fence = $2",
        {claim.id, claim.fence, base::to_millis(due)}
    );
}

bool Newcomers::settle(const Claim& claim) {
    return connection_.run(
               "update newcomers set due_at = null, address = null, client = '' "
               "where id = $1 and fence = $2 and due_at is not null",
               {claim.id, claim.fence}
           ) == 1;
}

bool Newcomers::has_due(base::Time now) {
    return connection_
        .first(
            "select 1 from newcomers where due_at <= $1 limit 1",
            {base::to_millis(now)},
            [](const Row&) { return true; }
        )
        .has_value();
}

QueueDepth Newcomers::depth() {
    QueueDepth depth;
    connection_.query(
        "select count(*), min(created_at) from newcomers where due_at is not null",
        {},
        [&](const Row& row) {
            depth.waiting = row.integer(0);
            if (!row.is_null(1)) depth.oldest = row.time(1);
        }
    );
    return depth;
}

void Newcomers::purge(base::Time settled_before) {
    connection_.run(
        "delete from newcomers where due_at is null and created_at < $1",
        {base::to_millis(settled_before)}
    );
}

}  // namespace connector::store
