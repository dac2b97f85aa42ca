#include "connector/store/audit.hpp"

#include <algorithm>
#include <limits>

#include "connector/store/audit_chain.hpp"

namespace connector::store {
namespace {

constexpr std::int64_t kPage = 1'000;

template <typename Id>
Value id_or_null(const std::optional<Id>& id) {
    return id ? Value(id->value()) : Value(nullptr);
}

template <typename Bytes>
Value bytes_or_null(const std::optional<Bytes>& bytes) {
    return bytes ? Value(base::ByteView(*bytes)) : Value(nullptr);
}

Audit::Row to_row(const Row& row) {
    return {
        .id = row.integer(0),
        .at = row.time(1),
        .entry =
            {
                .event = row.string(2),
                .contact =
                    row.is_null(3) ? std::nullopt : std::optional(base::ContactId(row.integer(3))),
                .request =
                    row.is_null(4) ? std::nullopt : std::optional(base::RequestId(row.integer(4))),
                .client = row.string(5),
                .detail = row.string(6),
            },
    };
}

bool is_wanted(const std::vector<std::string>& events, std::string_view event) {
    return events.empty() || std::any_of(events.begin(), events.end(), [&](const auto& wanted) {
               return wanted.ends_with('.') ? event.starts_with(wanted) : event == wanted;
           });
}

AuditLink sealed(const Audit::Entry& entry, base::Time now, const StoreKeys& keys) {
    return {
        .id = 0,
        .at = now,
        .event = entry.event,
        .contact = entry.contact,
        .request = entry.request,
        .client = BlankableText::seal(entry.client, *keys.random),
        .detail = BlankableText::seal(entry.detail, *keys.random),
        .key = keys.current,
    };
}

}  // namespace

void Audit::add(const Entry& entry, base::Time now) {
    const AuditHead head = audit_head(connection_);
    const StoreKeys* const keys = connection_.keys();
    AuditLink link;
    if (keys != nullptr) {
        link = sealed(entry, now, *keys);
        link.id = head.id + 1;
        link.at = base::from_millis(base::to_millis(now));  // as the row will tell it
        link.tag = link.tag_after(head.tag, keys->all.at(keys->current).audit);
    }
    // The number is ours to say: a store of which all rows were forgotten must not begin again.
    connection_.run(
        "insert into audit (id, at, event, contact_id, request_id, client, client_salt, "
        "client_digest, detail, detail_salt, detail_digest, key_id, tag) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        {head.id + 1,
         base::to_millis(now),
         std::string_view(entry.event),
         id_or_null(entry.contact),
         id_or_null(entry.request),
         std::string_view(entry.client),
         bytes_or_null(link.client.salt),
         bytes_or_null(link.client.digest),
         std::string_view(entry.detail),
         bytes_or_null(link.detail.salt),
         bytes_or_null(link.detail.digest),
         keys != nullptr ? Value(base::ByteView(link.key)) : Value(nullptr),
         bytes_or_null(link.tag)}
    );
}

void Audit::each(const Filter& filter, const std::function<void(const Row&)>& take) {
    const auto millis = [](const std::optional<base::Time>& time, std::int64_t otherwise) {
        return time ? base::to_millis(*time) : otherwise;
    };
    using Bounds = std::numeric_limits<std::int64_t>;
    const std::int64_t since = millis(filter.since, Bounds::min());
    const std::int64_t until = millis(filter.until, Bounds::max());
    std::int64_t left = filter.limit > 0 ? filter.limit : Bounds::max();
    std::int64_t before = Bounds::max();
    while (left > 0) {
        std::int64_t read = 0;
        connection_.query(
            "select id, at, event, contact_id, request_id, client, detail from audit "
            "where id < $1 and at >= $2 and at < $3 "
            "and ($4 = 0 or contact_id = $4) and ($5 = 0 or request_id = $5) "
            "order by id desc limit $6",
            {before,
             since,
             until,
             filter.contact ? filter.contact->value() : std::int64_t{0},
             filter.request ? filter.request->value() : std::int64_t{0},
             kPage},
            [&](const store::Row& row) {
                ++read;
                before = row.integer(0);
                if (left == 0 || !is_wanted(filter.events, row.text(2))) return;
                --left;
                take(to_row(row));
            }
        );
        if (read < kPage) return;
    }
}

std::vector<Audit::Row> Audit::list(std::string_view event, int limit) {
    Filter filter{.limit = limit};
    if (!event.empty()) filter.events.emplace_back(event);
    std::vector<Row> rows;
    each(filter, [&](const Row& row) { rows.push_back(row); });
    return rows;
}

std::int64_t Audit::blank_clients(base::Time before) {
    return connection_.run(
        "update audit set client = '', client_salt = null where at < $1 and client <> ''",
        {base::to_millis(before)}
    );
}

std::int64_t Audit::blank_all_of(base::ContactId contact) {
    return connection_.run(
        "update audit set client = '', client_salt = null, detail = '', detail_salt = null "
        "where contact_id = $1 and (client <> '' or detail <> '')",
        {contact.value()}
    );
}

std::int64_t Audit::purge(base::Time before, int limit) {
    std::optional<AuditHead> last;
    bool is_over = false;
    connection_.query(
        "select id, at, tag from audit order by id limit $1",
        {std::int64_t{limit}},
        [&](const store::Row& row) {
            is_over = is_over || row.time(1) >= before;
            if (is_over) return;
            AuditHead head{.id = row.integer(0)};
            if (!row.is_null(2)) {
                const base::ByteView tag = row.blob(2);
                if (tag.size() == head.tag.size())
                    std::copy(tag.begin(), tag.end(), head.tag.begin());
            }
            last = head;
        }
    );
    if (!last) return 0;
    anchor_audit_beginning(connection_, *last);
    return connection_.run("delete from audit where id <= $1", {last->id});
}

}  // namespace connector::store
