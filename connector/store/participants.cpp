#include "connector/store/participants.hpp"

#include <algorithm>

namespace connector::store {

void Participants::replace(base::RequestId request, const std::vector<base::ContactId>& contacts) {
    std::vector<base::ContactId> wanted = contacts;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    if (wanted == of_request(request)) return;
    connection_.run("delete from participants where request_id = $1", {request.value()});
    for (const base::ContactId contact : wanted) {
        connection_.run(
            "insert into participants (request_id, contact_id) values ($1, $2)",
            {request.value(), contact.value()}
        );
    }
}

std::vector<base::ContactId> Participants::of_request(base::RequestId request) {
    return connection_.all(
        "select contact_id from participants where request_id = $1 order by contact_id",
        {request.value()},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
}

std::vector<model::Contact> Participants::active_of(base::RequestId request) {
    return connection_.all(
        "select id, account_id, display_name, address from contacts where is_active = 1 and id in "
        "(select contact_id from participants where request_id = $1) order by display_name, id",
        {request.value()},
        [](const Row& row) {
            return model::Contact{
                .id = base::ContactId(row.integer(0)),
                .account_id = base::AccountId(row.string(1)),
                .display_name = row.string(2),
                .address = row.is_null(3) ? std::nullopt : std::optional(row.string(3)),
                .is_active = true};
        }
    );
}

}  // namespace connector::store
