#include "connector/store/audit.hpp"

namespace connector::store {

void Audit::add(const Entry& entry, base::Time now) {
    const Value contact = entry.contact ? Value(entry.contact->value()) : Value(nullptr);
    const Value request = entry.request ? Value(entry.request->value()) : Value(nullptr);
    connection_.run(
        "insert into audit (at, event, contact_id, request_id, client, detail) "
        "values ($1, $2, $3, $4, $5, $6)",
        {base::to_millis(now),
         std::string_view(entry.event),
         contact,
         request,
         std::string_view(entry.client),
         std::string_view(entry.detail)}
    );
}

std::vector<Audit::Row> Audit::list(std::string_view event, int limit) {
    return connection_.all(
        "select id, at, event, contact_id, request_id, client, detail from audit "
        "where $1 = '' or event = $1 order by id desc limit $2",
        {event, std::int64_t{limit}},
        [](const store::Row& row) {
            return Row{
                .id = row.integer(0),
                .at = row.time(1),
                .entry =
                    {
                        .event = row.string(2),
                        .contact = row.is_null(3) ? std::nullopt
                                                  : std::optional(base::ContactId(row.integer(3))),
                        .request = row.is_null(4) ? std::nullopt
                                                  : std::optional(base::RequestId(row.integer(4))),
                        .client = row.string(5),
                        .detail = row.string(6),
                    },
            };
        }
    );
}

}  // namespace connector::store
