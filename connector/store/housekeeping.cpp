#include "connector/store/housekeeping.hpp"

#include "connector/store/inbox.hpp"
#include "connector/store/sessions.hpp"

namespace connector::store {
namespace {

using std::chrono::days;

constexpr days kDeliveries{1};
constexpr days kLinks{7};
constexpr days kMails{30};
constexpr days kAudit{365};

}  // namespace

void Housekeeping::run() {
    const base::Time now = clock_.now();
    database_.write([&](Connection& connection) {
        Sessions(connection).purge(now);
        Inbox(connection).purge(now - kDeliveries);
        connection.run(
            "delete from links where expires_at < $1 and not exists "
            "(select 1 from sessions where sessions.link_id = links.id)",
            {base::to_millis(now - kLinks)}
        );
        connection.run(
            "delete from outbox where due_at is null and created_at < $1",
            {base::to_millis(now - kMails)}
        );
        connection.run("delete from audit where at < $1", {base::to_millis(now - kAudit)});
    });
}

}  // namespace connector::store
