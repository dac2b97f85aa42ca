#include "connector/store/sign_ins.hpp"

#include "connector/store/hashes.hpp"

namespace connector::store {

void SignIns::begin(const Attempt& attempt) {
    connection_.run(
        "insert into sign_in_attempts (state_hash, browser_hash, project, way, expires_at) "
        "values ($1, $2, $3, $4, $5)",
        {base::ByteView(attempt.state_hash),
         base::ByteView(attempt.browser_hash),
         std::string_view(attempt.project.value()),
         std::string_view(attempt.way),
         base::to_millis(attempt.expires)}
    );
}

bool SignIns::take(
    const base::Bytes32& state_hash,
    const base::Bytes32& browser_hash,
    const base::ProjectKey& project,
    const std::string& way,
    base::Time now
) {
    return connection_.run(
               "delete from sign_in_attempts where state_hash = $1 and browser_hash = $2 "
               "and project = $3 and way = $4 and expires_at > $5",
               {base::ByteView(state_hash),
                base::ByteView(browser_hash),
                std::string_view(project.value()),
                std::string_view(way),
                base::to_millis(now)}
           ) == 1;
}

bool SignIns::spend(const base::Bytes32& id_hash, base::Time forgotten) {
    return connection_.run(
               "insert into hand_offs (id_hash, forgotten_at) values ($1, $2) "
               "on conflict (id_hash) do nothing",
               {base::ByteView(id_hash), base::to_millis(forgotten)}
           ) == 1;
}

void SignIns::arrive(const Arrival& arrival) {
    connection_.run(
        "insert into arrivals (ticket_hash, contact_id, project, way, return_to, is_direct, "
        "expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        {base::ByteView(arrival.ticket_hash),
         arrival.contact.value(),
         std::string_view(arrival.project.value()),
         std::string_view(arrival.way),
         std::string_view(arrival.return_to),
         std::int64_t{arrival.is_direct},
         base::to_millis(arrival.expires)}
    );
}

std::optional<SignIns::Arrival> SignIns::find_arrival(
    const base::Bytes32& ticket_hash, const base::ProjectKey& project, base::Time now
) {
    return connection_.first(
        "select ticket_hash, contact_id, project, way, return_to, is_direct, expires_at "
        "from arrivals where ticket_hash = $1 and project = $2 and expires_at > $3",
        {base::ByteView(ticket_hash), std::string_view(project.value()), base::to_millis(now)},
        [](const Row& row) {
            return Arrival{
                .ticket_hash = hash_in(row, 0),
                .contact = base::ContactId(row.integer(1)),
                .project = base::ProjectKey(row.string(2)),
                .way = row.string(3),
                .return_to = row.string(4),
                .is_direct = row.integer(5) == 1,
                .expires = row.time(6)};
        }
    );
}

bool SignIns::use_arrival(const base::Bytes32& ticket_hash, base::Time now) {
    return connection_.run(
               "delete from arrivals where ticket_hash = $1 and expires_at > $2",
               {base::ByteView(ticket_hash), base::to_millis(now)}
           ) == 1;
}

void SignIns::purge(base::Time now) {
    const std::int64_t before = base::to_millis(now);
    connection_.run("delete from sign_in_attempts where expires_at <= $1", {before});
    connection_.run("delete from arrivals where expires_at <= $1", {before});
    connection_.run("delete from hand_offs where forgotten_at <= $1", {before});
}

}  // namespace connector::store
