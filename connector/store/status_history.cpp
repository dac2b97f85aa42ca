#include "connector/store/status_history.hpp"

namespace connector::store {
namespace {

model::StatusChange to_change(const Row& row) {
    return {.status = row.string(0), .at = row.time(1)};
}

}  // namespace

void StatusHistory::note(base::RequestId request, const model::StatusChange& change) {
    const auto latest = connection_.first(
        "select status, at from status_changes where request_id = $1 order by at desc limit 1",
        {request.value()},
        to_change
    );
    if (latest && (latest->at > change.at || latest->status == change.status)) return;
    connection_.run(
        "insert into status_changes (request_id, at, status) values ($1, $2, $3) "
        "on conflict (request_id, at) do update set status = excluded.status",
        {request.value(), base::to_millis(change.at), std::string_view(change.status)}
    );
}

std::vector<model::StatusChange> StatusHistory::of_request(base::RequestId request) {
    return connection_.all(
        "select status, at from status_changes where request_id = $1 order by at",
        {request.value()},
        to_change
    );
}

void StatusHistory::remove_all_of(base::RequestId request) {
    connection_.run("delete from status_changes where request_id = $1", {request.value()});
}

}  // namespace connector::store
