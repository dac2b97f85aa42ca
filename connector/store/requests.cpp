#include "connector/store/requests.hpp"

#include <string>
#include <utility>

#include "connector/store/changes.hpp"
#include "connector/store/participants.hpp"
#include "connector/store/request_lists.hpp"
#include "connector/store/request_search.hpp"

namespace connector::store {
namespace {

model::Request to_request(const Row& row) {
    return {
        .id = base::RequestId(row.integer(0)),
        .key = base::RequestKey(row.string(1)),
        .project = base::ProjectKey(row.string(2)),
        .reporter = row.is_null(3) ? std::nullopt : std::optional(base::ContactId(row.integer(3))),
        .summary = row.string(4),
        .description = base::SafeHtml::trusted(row.string(5)),
        .status = row.string(6),
        .status_category = static_cast<model::StatusCategory>(row.integer(7)),
        .created = row.time(8),
        .updated = row.time(9),
        .revision = row.integer(10),
        .type_id = row.is_null(11) ? 0 : row.integer(11),
        .type_name = row.string(12),
    };
}

}  // namespace

void Requests::save(const model::Request& request) {
    const Value reporter = request.reporter ? Value(request.reporter->value()) : Value(nullptr);
    connection_.run(
        "insert into requests (id, key, project, reporter_id, summary, description_html, status, "
        "status_category, created_at, updated_at, revision, withdrawn_at, type_id, type_name) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, null, $11, $12) on conflict (id) do "
        "update "
        "set "
        "key = excluded.key, project = excluded.project, reporter_id = excluded.reporter_id, "
        "summary = excluded.summary, description_html = excluded.description_html, "
        "status = excluded.status, status_category = excluded.status_category, "
        "created_at = excluded.created_at, updated_at = excluded.updated_at, "
        "revision = requests.revision + 1, withdrawn_at = null, "
        "type_id = excluded.type_id, type_name = excluded.type_name",
        {request.id.value(),
         std::string_view(request.key.value()),
         std::string_view(request.project.value()),
         reporter,
         std::string_view(request.summary),
         std::string_view(request.description.value()),
         std::string_view(request.status),
         static_cast<std::int64_t>(request.status_category),
         base::to_millis(request.created),
         base::to_millis(request.updated),
         request.type_id != 0 ? Value(request.type_id) : Value(nullptr),
         std::string_view(request.type_name)}
    );
    Participants(connection_).replace(request.id, request.participants);
    Changes(connection_).note(request.id);
    RequestLists(connection_).place(request.id);
}

std::optional<model::Request> Requests::find_any(base::RequestId id) {
    return with_participants(connection_.first(
        "select id, key, project, reporter_id, summary, description_html, status, "
        "status_category, created_at, updated_at, revision, type_id, type_name from "
        "requests where id = $1",
        {id.value()},
        to_request
    ));
}

std::optional<Requests::Stamp> Requests::stamp_of(base::RequestId id) {
    return connection_.first(
        "select updated_at, withdrawn_at from requests where id = $1",
        {id.value()},
        [](const Row& row) {
            return Stamp{row.time(0), !row.is_null(1)};
        }
    );
}

std::optional<model::Request> Requests::find(base::RequestId id) {
    return with_participants(connection_.first(
        "select id, key, project, reporter_id, summary, description_html, status, "
        "status_category, created_at, updated_at, revision, type_id, type_name from requests "
        "where id = $1 and withdrawn_at is null",
        {id.value()},
        to_request
    ));
}

std::optional<model::Request> Requests::find_by_key(const base::RequestKey& key) {
    return with_participants(connection_.first(
        "select id, key, project, reporter_id, summary, description_html, status, "
        "status_category, created_at, updated_at, revision, type_id, type_name from requests "
        "where key = $1 and withdrawn_at is null order by updated_at desc limit 1",
        {std::string_view(key.value())},
        to_request
    ));
}

std::optional<model::Request> Requests::with_participants(std::optional<model::Request> request) {
    if (request) request->participants = Participants(connection_).of_request(request->id);
    return request;
}

bool Requests::withdraw(base::RequestId id, base::Time now) {
    const bool was_visible =
        connection_.run(
            "update requests set withdrawn_at = $2 where id = $1 and withdrawn_at is null",
            {id.value(), base::to_millis(now)}
        ) == 1;
    RequestLists(connection_).place(id);
    RequestSearch(connection_).catch_up(id);
    return was_visible;
}

std::vector<base::RequestId> Requests::ids_between(
    const base::ProjectKey& project, base::RequestId after, base::RequestId last, int limit
) {
    return connection_.all(
        "select id from requests where id > $1 and id <= $2 and project = $3 "
        "and withdrawn_at is null order by id limit $4",
        {after.value(), last.value(), std::string_view(project.value()), std::int64_t{limit}},
        [](const Row& row) { return base::RequestId(row.integer(0)); }
    );
}

std::int64_t Requests::count_withdrawn(base::Time since) {
    return connection_
        .first(
            "select count(*) from requests where withdrawn_at >= $1",
            {base::to_millis(since)},
            [](const Row& row) { return row.integer(0); }
        )
        .value_or(0);
}

std::int64_t Requests::purge(base::Time before, int limit) {
    return connection_.run(
        "delete from requests where id in (select id from requests where withdrawn_at < $1 "
        "and id not in (select request_id from links where request_id is not null) "
        "and id not in (select request_id from outbox where request_id is not null) "
        "order by withdrawn_at limit $2)",
        {base::to_millis(before), std::int64_t{limit}}
    );
}

}  // namespace connector::store
