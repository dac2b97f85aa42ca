#include "connector/store/request_lists.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "connector/store/request_search.hpp"

namespace connector::store {
namespace {

using Place = RequestLists::Place;
using Wanted = RequestLists::Wanted;
using Entry = RequestLists::Entry;

// 3 is "done", and written so because indexes (migrations 0013, 0016) have the same words.
static_assert(static_cast<int>(model::StatusCategory::Done) == 3);

/// Before everything: changed after the end of time.
Place from_of(const Wanted& wanted) {
    constexpr auto kEnd = std::numeric_limits<std::int64_t>::max();
    return wanted.after.value_or(Place{.updated = base::from_millis(kEnd), .id = {}});
}

model::Request to_request(const Row& row) {
    return {
        .id = base::RequestId(row.integer(0)),
        .key = base::RequestKey(row.string(1)),
        .project = base::ProjectKey(row.string(2)),
        .reporter = row.is_null(3) ? std::nullopt : std::optional(base::ContactId(row.integer(3))),
        .summary = row.string(4),
        .description = {},
        .status = row.string(5),
        .status_category = static_cast<model::StatusCategory>(row.integer(6)),
        .created = row.time(7),
        .updated = row.time(8),
        .revision = row.integer(9),
        .type_id = row.is_null(10) ? 0 : row.integer(10),
        .type_name = row.string(11),
    };
}

const std::string kColumns =
    "select requests.id, key, requests.project, reporter_id, summary, requests.status, "
    "status_category, created_at, requests.updated_at, revision, requests.type_id, type_name";

// One's own list. Parameters: contact, project, is_done, the place (updated, id), limit, status,
// type; 9: the search.

const std::string kOwnColumns =
    kColumns +
    ", exists (select 1 from participants where request_id = requests.id and contact_id = $1), "
    "news_revision > seen_revision";

const std::string kOwnOrder =
    " and (entries.updated_at, entries.request_id) < ($4, $5) "
    "order by entries.updated_at desc, entries.request_id desc limit $6";

/// `filter` has to name the parameters 7 and 8, so that every statement has the same.
std::string own_list(std::string_view columns, std::string_view filter) {
    return std::string(columns) +
           " from list_entries as entries join requests on requests.id = entries.request_id "
           "where entries.contact_id = $1 and entries.project = $2 and entries.is_done = $3 and " +
           std::string(filter) + " and withdrawn_at is null" + kOwnOrder;
}

/// What is found first, and of that what is in the list: "cross join" keeps SQLite to this order.
std::string own_found(std::string_view columns) {
    return std::string(columns) + " from " + std::string(RequestSearch::kFound) +
           " as search cross join list_entries as entries cross join requests "
           "where entries.contact_id = $1 and entries.request_id = found "
           "and requests.id = entries.request_id and entries.project = $2 "
           "and entries.is_done = $3 and ($7 = '' or entries.status = $7) "
           "and ($8 = 0 or entries.type_id = $8) and withdrawn_at is null" +
           kOwnOrder;
}

struct OwnStatements {
    explicit OwnStatements(const std::string& columns)
        : all(own_list(columns, "$7 = '' and $8 = 0")),
          by_status(own_list(columns, "entries.status = $7 and $8 = 0")),
          by_type(own_list(columns, "$7 = '' and entries.type_id = $8")),
          by_both(own_list(columns, "entries.status = $7 and entries.type_id = $8")),
          found(own_found(columns)) {}

    const std::string all;
    const std::string by_status;
    const std::string by_type;
    const std::string by_both;
    const std::string found;

    [[nodiscard]] const std::string& for_filter(const Wanted& wanted) const {
        if (wanted.status.empty()) return wanted.type_id == 0 ? all : by_type;
        return wanted.type_id == 0 ? by_status : by_both;
    }
};

void query_own(
    Connection& connection,
    const OwnStatements& statements,
    base::ContactId contact,
    const Wanted& wanted,
    const std::function<void(const Row&)>& each
) {
    const Place from = from_of(wanted);
    const Value who = contact.value();
    const Value project = std::string_view(wanted.project.value());
    const Value is_done = std::int64_t{wanted.is_done};
    const Value updated = base::to_millis(from.updated);
    const Value id = from.id.value();
    const Value limit = std::int64_t{wanted.limit};
    const Value status = std::string_view(wanted.status);
    const Value type = wanted.type_id;
    if (wanted.expression.empty()) {
        connection.query(
            statements.for_filter(wanted),
            {who, project, is_done, updated, id, limit, status, type},
            each
        );
        return;
    }
    connection.query(
        statements.found,
        {who,
         project,
         is_done,
         updated,
         id,
         limit,
         status,
         type,
         std::string_view(wanted.expression)},
        each
    );
}

// The list of an account, in two ways that find the same. Parameters: organization, domain, whether
// members count, project, is_done, the place (updated, id), limit; 9: the search.

/// All of an account, by its indexes, and then put in order.
constexpr std::string_view kOfAccount =
    "project = $4 and id in (select request_id from request_organizations where "
    "organization_id = $1 union select requests.id from contacts join requests on "
    "reporter_id = contacts.id where proven_domain = $2 union select requests.id from "
    "organization_members join requests on reporter_id = contact_id where organization_id = $1 "
    "and $3 = 1)";

/// All of a project, in order, until enough are the account's.
constexpr std::string_view kIfOfAccount =
    "project || '' = $4 and (exists (select 1 from request_organizations where "
    "request_id = requests.id and organization_id = $1) or exists (select 1 from contacts where "
    "contacts.id = reporter_id and proven_domain = $2) or ($3 = 1 and exists (select 1 from "
    "organization_members where organization_id = $1 and contact_id = reporter_id)))";

constexpr std::string_view kAccountOrder =
    " and case when status_category = 3 then 1 else 0 end = $5 and "
    "(updated_at < $6 or (updated_at = $6 and id < $7)) order by updated_at desc, id desc limit $8";

/// Some requests of it, perhaps twice.
constexpr std::string_view kSomeOfAccount =
    "select request_id from request_organizations where organization_id = $1 union all "
    "select requests.id from contacts join requests on reporter_id = contacts.id where "
    "proven_domain = $2 union all select requests.id from organization_members join requests on "
    "reporter_id = contact_id where organization_id = $1 and $3 = 1 limit $4";

/// From so many on the second way is the faster one: of 100,000 requests 50,000 in 0.2 ms instead
/// of 80, while it takes 170 ms for 200, and the first one 0.2.
constexpr std::int64_t kLargeAccount = 2000;

/// A filter of an account's list looks at so many.
constexpr int kMostFiltered = 1000;

std::string account_list(std::string_view whose, std::string_view from) {
    return kColumns + " from " + std::string(from) + " where withdrawn_at is null and " +
           std::string(whose) + std::string(kAccountOrder);
}

bool passes(const Wanted& wanted, const model::Request& request) {
    return (wanted.status.empty() || request.status == wanted.status) &&
           (wanted.type_id == 0 || request.type_id == wanted.type_id);
}

/// No organization has the id 0, and no proven domain is empty.
std::int64_t organization_of(const model::Account& account) {
    return account.organization ? account.organization->value() : 0;
}

}  // namespace

void RequestLists::place(base::RequestId request) {
    connection_.run(
        "delete from list_entries where request_id = $1 and (contact_id not in (select reporter_id "
        "from requests where id = $1 and reporter_id is not null union select contact_id from "
        "participants where request_id = $1) or exists (select 1 from requests where id = $1 and "
        "withdrawn_at is not null))",
        {request.value()}
    );
    connection_.run(
        "insert into list_entries (contact_id, request_id, project, is_done, updated_at, status, "
        "type_id, news_revision, seen_revision) select reader, id, project, "
        "case when status_category = 3 then 1 else 0 end, updated_at, status, "
        "coalesce(type_id, 0), 0, 0 from (select reporter_id as reader from requests where id = $1 "
        "and reporter_id is not null union select contact_id from participants where "
        "request_id = $1) as readers cross join requests where id = $1 and withdrawn_at is null "
        "on conflict (contact_id, request_id) do update set project = excluded.project, "
        "is_done = excluded.is_done, updated_at = excluded.updated_at, status = excluded.status, "
        "type_id = excluded.type_id",
        {request.value()}
    );
}

std::optional<base::RequestId> RequestLists::first_of(
    base::ContactId contact, const base::ProjectKey& project
) {
    // Who is let in is decided by this, so what the list says is held against its sources.
    for (const std::int64_t is_done : {0, 1}) {
        const auto first = connection_.first(
            "select list_entries.request_id from list_entries join requests on requests.id = "
            "request_id "
            "where list_entries.contact_id = $1 and list_entries.project = $2 and is_done = $3 "
            "and requests.project = $2 and withdrawn_at is null and (reporter_id = $1 or exists "
            "(select 1 from participants where participants.request_id = requests.id "
            "and participants.contact_id = $1)) "
            "order by list_entries.updated_at desc, list_entries.request_id desc limit 1",
            {contact.value(), std::string_view(project.value()), is_done},
            [](const Row& row) { return base::RequestId(row.integer(0)); }
        );
        if (first) return first;
    }
    return std::nullopt;
}

bool RequestLists::has(base::ContactId contact, base::RequestId request) {
    return connection_
        .first(
            "select 1 from list_entries where contact_id = $1 and request_id = $2",
            {contact.value(), request.value()},
            [](const Row&) { return true; }
        )
        .has_value();
}

std::vector<Entry> RequestLists::own(base::ContactId contact, const Wanted& wanted) {
    static const OwnStatements statements(kOwnColumns);
    std::vector<Entry> entries;
    query_own(connection_, statements, contact, wanted, [&](const Row& row) {
        Entry entry{.request = to_request(row), .is_unread = row.integer(13) == 1};
        if (row.integer(12) == 1) entry.request.participants = {contact};
        entries.push_back(std::move(entry));
    });
    return entries;
}

std::int64_t RequestLists::count_own(base::ContactId contact, const Wanted& wanted, int most) {
    static const OwnStatements statements("select 1");
    Wanted counted = wanted;
    counted.limit = most;
    counted.after.reset();
    std::int64_t count = 0;
    query_own(connection_, statements, contact, counted, [&](const Row&) { ++count; });
    return count;
}

RequestLists::Choices RequestLists::choices_of_own(
    base::ContactId contact, const base::ProjectKey& project, bool is_done
) {
    // From each value to the next one by an index, however many requests have it.
    const auto value = [&](std::string_view sql, const std::function<void(const Row&)>& each) {
        connection_.query(
            sql, {contact.value(), std::string_view(project.value()), std::int64_t{is_done}}, each
        );
    };
    Choices choices;
    value(
        "with recursive named (name) as (select min(status) from list_entries where "
        "contact_id = $1 and project = $2 and is_done = $3 union all select (select min(status) "
        "from list_entries where contact_id = $1 and project = $2 and is_done = $3 and "
        "status > name) from named where name is not null limit 51) "
        "select name from named where name is not null",
        [&](const Row& row) { choices.statuses.push_back(row.string(0)); }
    );
    value(
        "with recursive typed (type) as (select min(type_id) from list_entries where "
        "contact_id = $1 and project = $2 and is_done = $3 and type_id > 0 union all "
        "select (select min(type_id) from list_entries where contact_id = $1 and project = $2 and "
        "is_done = $3 and type_id > type) from typed where type is not null limit 51) "
        "select type, (select type_name from requests where id = (select request_id from "
        "list_entries where contact_id = $1 and project = $2 and is_done = $3 and "
        "list_entries.type_id = type order by updated_at desc, request_id desc limit 1)) as name "
        "from typed where type is not null order by name, type",
        [&](const Row& row) {
            choices.types.push_back({row.integer(0), row.string(1)});
        }
    );
    return choices;
}

bool RequestLists::is_large(
    std::int64_t organization, std::string_view domain, std::int64_t with_members
) {
    std::int64_t count = 0;
    connection_.query(
        kSomeOfAccount,
        {organization, domain, with_members, kLargeAccount},
        [&](const Row&) { ++count; }
    );
    return count == kLargeAccount;
}

std::vector<Entry> RequestLists::of_account(
    const model::Account& account, bool with_members, const Wanted& wanted
) {
    static const std::string small = account_list(kOfAccount, "requests");
    static const std::string large = account_list(kIfOfAccount, "requests");
    static const std::string found = account_list(
        std::string(kIfOfAccount) + " and id = found",
        std::string(RequestSearch::kFound) + " as search cross join requests"
    );
    const Place from = from_of(wanted);
    const std::int64_t organization = organization_of(account);
    const std::int64_t members = with_members ? 1 : 0;
    const bool is_filtered = !wanted.status.empty() || wanted.type_id != 0;
    const std::int64_t limit = is_filtered ? kMostFiltered : wanted.limit;
    std::vector<Entry> entries;
    const auto keep = [&](const Row& row) {
        Entry entry{.request = to_request(row)};
        const bool is_enough = std::cmp_greater_equal(entries.size(), wanted.limit);
        if (!is_enough && passes(wanted, entry.request)) entries.push_back(std::move(entry));
    };
    const Value domain = std::string_view(account.domain);
    const Value project = std::string_view(wanted.project.value());
    const Value is_done = std::int64_t{wanted.is_done};
    const Value updated = base::to_millis(from.updated);
    const Value id = from.id.value();
    if (!wanted.expression.empty()) {
        const Value expression = std::string_view(wanted.expression);
        connection_.query(
            found,
            {organization, domain, members, project, is_done, updated, id, limit, expression},
            keep
        );
        return entries;
    }
    connection_.query(
        is_large(organization, account.domain, members) ? large : small,
        {organization, domain, members, project, is_done, updated, id, limit},
        keep
    );
    return entries;
}

RequestLists::Choices RequestLists::choices_of_account(
    const model::Account& account, bool with_members, const base::ProjectKey& project, bool is_done
) {
    std::set<std::string> statuses;
    std::set<std::pair<std::string, std::int64_t>> types;
    const Wanted wanted{.project = project, .is_done = is_done, .limit = kMostFiltered};
    for (const Entry& entry : of_account(account, with_members, wanted)) {
        statuses.insert(entry.request.status);
        if (entry.request.type_id != 0)
            types.emplace(entry.request.type_name, entry.request.type_id);
    }
    Choices choices{.statuses = {statuses.begin(), statuses.end()}};
    for (const auto& [name, id] : types) choices.types.push_back({id, name});
    return choices;
}

std::vector<base::ContactId> RequestLists::reporters_of(
    const model::Account& account, bool with_members, std::size_t most
) {
    return connection_.all(
        "select id from contacts where proven_domain = $2 union select contact_id from "
        "organization_members where organization_id = $1 and $3 = 1 limit $4",
        {organization_of(account),
         std::string_view(account.domain),
         std::int64_t{with_members},
         static_cast<std::int64_t>(most)},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
}

void RequestLists::note_news(base::RequestId request, std::optional<base::ContactId> except) {
    connection_.run(
        "update list_entries set news_revision = (select revision from requests where id = $1) "
        "where request_id = $1 and contact_id <> $2",
        {request.value(), except ? except->value() : 0}
    );
}

bool RequestLists::is_unread(base::ContactId contact, base::RequestId request) {
    return connection_
        .first(
            "select news_revision > seen_revision from list_entries where contact_id = $1 and "
            "request_id = $2",
            {contact.value(), request.value()},
            [](const Row& row) { return row.integer(0) == 1; }
        )
        .value_or(false);
}

bool RequestLists::has_unread(base::ContactId contact, const base::ProjectKey& project) {
    return connection_
        .first(
            "select 1 from list_entries where contact_id = $1 and project = $2 and "
            "news_revision > seen_revision limit 1",
            {contact.value(), std::string_view(project.value())},
            [](const Row&) { return true; }
        )
        .has_value();
}

void RequestLists::note_seen(
    base::ContactId contact, base::RequestId request, std::int64_t revision
) {
    connection_.run(
        "update list_entries set seen_revision = $3 where contact_id = $1 and request_id = $2 and "
        "seen_revision < $3",
        {contact.value(), request.value(), revision}
    );
}

std::int64_t RequestLists::note_all_seen(
    base::ContactId contact, const base::ProjectKey& project, int limit
) {
    return connection_.run(
        "update list_entries set seen_revision = news_revision where contact_id = $1 and "
        "request_id in (select request_id from list_entries where contact_id = $1 and "
        "project = $2 and news_revision > seen_revision limit $3)",
        {contact.value(), std::string_view(project.value()), std::int64_t{limit}}
    );
}

}  // namespace connector::store
