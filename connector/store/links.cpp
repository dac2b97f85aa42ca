#include "connector/store/links.hpp"

#include "connector/store/hashes.hpp"

namespace connector::store {
namespace {

/// Columns: id, contact_id, request_id, purpose, expires_at, used_at, voided_at.
model::Link to_link(const Row& row) {
    return {
        .id = base::LinkId(row.integer(0)),
        .contact = base::ContactId(row.integer(1)),
        .request = row.is_null(2) ? std::nullopt : std::optional(base::RequestId(row.integer(2))),
        .purpose = row.text(3) == name_of(model::LinkPurpose::Requested)
                       ? model::LinkPurpose::Requested
                       : model::LinkPurpose::Notification,
        .expires = row.time(4),
        .is_used = !row.is_null(5),
        .is_void = !row.is_null(6),
    };
}

}  // namespace

base::LinkId Links::add(const Draft& draft, base::Time now) {
    const Value request = draft.request ? Value(draft.request->value()) : Value(nullptr);
    const Value browser =
        draft.browser_hash ? Value(base::ByteView(*draft.browser_hash)) : Value(nullptr);
    return *connection_.first(
        "insert into links (token_hash, contact_id, request_id, purpose, browser_hash, "
        "created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7) returning id",
        {base::ByteView(draft.token_hash),
         draft.contact.value(),
         request,
         name_of(draft.purpose),
         browser,
         base::to_millis(now),
         base::to_millis(draft.expires)},
        [](const Row& row) { return base::LinkId(row.integer(0)); }
    );
}

std::optional<Links::Found> Links::find(const base::Bytes32& token_hash) {
    return connection_.first(
        "select id, contact_id, request_id, purpose, expires_at, used_at, voided_at, "
        "browser_hash, address_tries from links where token_hash = $1",
        {base::ByteView(token_hash)},
        [](const Row& row) {
            return Found{to_link(row), optional_hash(row, 7), static_cast<int>(row.integer(8))};
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
        "select id, contact_id, request_id, purpose, expires_at, used_at, voided_at "
        "from links where contact_id = $1 order by id desc limit $2",
        {contact.value(), std::int64_t{limit}},
        to_link
    );
}

}  // namespace connector::store
