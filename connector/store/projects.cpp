#include "connector/store/projects.hpp"

#include <string_view>

namespace connector::store {

void Projects::watch(const base::ProjectKey& project, base::Time now) {
    connection_.run(
        "insert into projects (key, watched_since) values ($1, $2) on conflict (key) do nothing",
        {std::string_view(project.value()), base::to_millis(now)}
    );
}

std::optional<Projects::Progress> Projects::find(const base::ProjectKey& project) {
    return connection_.first(
        "select watched_since, cursor_at, cursor_request_id, first_read_at from projects "
        "where key = $1",
        {std::string_view(project.value())},
        [&](const Row& row) {
            Progress progress{
                .key = project,
                .watched_since = row.time(0),
                .cursor = std::nullopt,
                .is_read_once = !row.is_null(3)};
            if (!row.is_null(1)) progress.cursor = {row.time(1), base::RequestId(row.integer(2))};
            return progress;
        }
    );
}

void Projects::forget(const base::ProjectKey& project) {
    connection_.run(
        "update projects set cursor_at = null, cursor_request_id = null, first_read_at = null "
        "where key = $1",
        {std::string_view(project.value())}
    );
}

void Projects::advance(const base::ProjectKey& project, const Cursor& reached) {
    connection_.run(
        "update projects set cursor_at = $2, cursor_request_id = $3 where key = $1 and "
        "(cursor_at is null or cursor_at < $2 or (cursor_at = $2 and cursor_request_id < $3))",
        {std::string_view(project.value()), base::to_millis(reached.at), reached.request.value()}
    );
}

void Projects::complete(const base::ProjectKey& project, base::Time until, base::Time now) {
    connection_.run(
        "update projects set cursor_at = $2, cursor_request_id = 0, "
        "first_read_at = coalesce(first_read_at, $3) where key = $1",
        {std::string_view(project.value()), base::to_millis(until), base::to_millis(now)}
    );
}

}  // namespace connector::store
