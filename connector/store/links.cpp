#include "connector/store/links.hpp"

#include "connector/store/hashes.hpp"

namespace connector::store {
namespace {

/// Columns: id, contact_id, request_id, purpose, expires_at, used_at, voided_at, project,
/// is_mailed.
model::Link to_link(const Row& row) {
    return {
        .id = base::LinkId(row.integer(0)),
        .contact = base::ContactId(row.integer(1)),
        .request = row.is_null(2) ? std::nullopt : std::optional(base::RequestId(row.integer(2))),
        .project = row.is_null(7) ? std::nullopt : std::optional(base::ProjectKey(row.string(7))),
        .purpose = row.text(3) == name_of(model::LinkPurpose::Requested)
                       ? model::LinkPurpose::Requested
                       : model::LinkPurpose::Notification,
        .expires = row.time(4),
        .is_used = !row.is_null(5),
        .is_void = !row.is_null(6),
        .is_mailed = row.integer(8) == 1,
    };
}

}  // namespace

base::LinkId Links::add(const Draft& draft, base::Time now) {
    const Value request = draft.request ? Value(draft.request->value()) : Value(nullptr);
    const Value browser =
        draft.browser_hash ? Value(base::ByteView(*draft.browser_hash)) : Value(nullptr);
    const Value code = draft.code_hash ? Value(base::ByteView(*draft.code_hash)) : Value(nullptr);
    const Value project =
        draft.project ? Value(std::string_view(draft.project->value())) : Value(nullptr);
    return *connection_.first(
        "insert into links (token_hash, contact_id, request_id, purpose, browser_hash, "
        "created_at, expires_at, key_id, code_hash, project, is_mailed) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
        {base::ByteView(draft.token_hash),
         draft.contact.value(),
         request,
         name_of(draft.purpose),
         browser,
         base::to_millis(now),
         base::to_millis(draft.expires),
         base::ByteView(draft.key_id),
         code,
         project,
         std::int64_t{draft.is_mailed}},
        [](const Row& row) { return base::LinkId(row.integer(0)); }
    );
}

std::optional<Links::Found> Links::find(const base::Bytes32& token_hash) {
    return connection_.first(
        "select id, contact_id, request_id, purpose, expires_at, used_at, voided_at, "
        "project, is_mailed, browser_hash, address_tries from links where token_hash = $1",
        {base::ByteView(token_hash)},
        [](const Row& row) {
            return Found{to_link(row), optional_hash(row, 9), static_cast<int>(row.integer(10))};
        }
    );
}

bool Links::use(base::LinkId id, base::Time now) {
    return connection_.run(
               "update links set used_at = $2 "
               "where id = $1 and used_at is null and voided_at is null and expires_at > $2",
               {id.value(), base::to_millis(now)}
           ) == 1;
}

bool Links::count_address_try(base::LinkId id, int max) {
    return connection_.run(
               "update links set address_tries = address_tries + 1 "
               "where id = $1 and address_tries < $2",
               {id.value(), std::int64_t{max}}
           ) == 1;
}

std::optional<Links::Coded> Links::find_coded(const base::Bytes32& browser_hash, base::Time now) {
    return connection_.first(
        "select id, contact_id, token_hash, code_hash, key_id from links "
        "where browser_hash = $1 and code_hash is not null and used_at is null "
        "and voided_at is null and expires_at > $2 order by id desc limit 1",
        {base::ByteView(browser_hash), base::to_millis(now)},
        [](const Row& row) {
            const base::ByteView key = row.blob(4);
            return Coded{
                .id = base::LinkId(row.integer(0)),
                .contact = base::ContactId(row.integer(1)),
                .token_hash = hash_in(row, 2),
                .code_hash = hash_in(row, 3),
                .key_id = {key.begin(), key.end()},
            };
        }
    );
}

bool Links::count_code_try(const Coded& coded, int max, int max_of_contact, base::Time since) {
    return connection_.run(
               "update links set code_tries = code_tries + 1 where id = $1 and code_tries < $2 "
               "and (select coalesce(sum(others.code_tries), 0) from links as others "
               "where others.contact_id = $3 and others.code_tries > 0 "
               "and others.expires_at > $5) < $4",
               {coded.id.value(),
                std::int64_t{max},
                coded.contact.value(),
                std::int64_t{max_of_contact},
                base::to_millis(since)}
           ) == 1;
}

std::map<std::string, std::int64_t> Links::count_by_key(base::Time now) {
    std::map<std::string, std::int64_t> counts;
    connection_.query(
        "select key_id, count(*) from links where used_at is null and voided_at is null "
        "and expires_at > $1 group by key_id",
        {base::to_millis(now)},
        [&](const Row& row) {
            counts[row.is_null(0) ? "" : base::to_hex(row.blob(0))] = row.integer(1);
        }
    );
    return counts;
}

std::int64_t Links::void_all_of(base::ContactId contact, base::Time now) {
    return connection_.run(
        "update links set voided_at = $2 "
        "where contact_id = $1 and used_at is null and voided_at is null",
        {contact.value(), base::to_millis(now)}
    );
}

std::int64_t Links::void_all(base::Time now) {
    return connection_.run(
        "update links set voided_at = $1 where used_at is null and voided_at is null",
        {base::to_millis(now)}
    );
}

std::int64_t Links::void_requested_of(base::ContactId contact, base::Time now) {
    return connection_.run(
        "update links set voided_at = $2 where contact_id = $1 and purpose = 'requested' "
        "and used_at is null and voided_at is null",
        {contact.value(), base::to_millis(now)}
    );
}

std::int64_t Links::void_all_of(base::RequestId request, base::Time now) {
    return connection_.run(
        "update links set voided_at = $2 "
        "where request_id = $1 and used_at is null and voided_at is null",
        {request.value(), base::to_millis(now)}
    );
}

std::vector<model::Link> Links::list_of(base::ContactId contact, int limit) {
    return connection_.all(
        "select id, contact_id, request_id, purpose, expires_at, used_at, voided_at, "
        "project, is_mailed from links where contact_id = $1 order by id desc limit $2",
        {contact.value(), std::int64_t{limit}},
        to_link
    );
}

}  // namespace connector::store
