#include "connector/store/housekeeping.hpp"

#include "connector/store/inbox.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/sessions.hpp"

namespace connector::store {
namespace {

using std::chrono::days;

constexpr days kDeliveries{1};
constexpr days kDeadLetters{30};
constexpr days kLinks{7};
constexpr days kReplies{30};
constexpr days kWithdrawn{30};
constexpr days kAudit{365};

/// Each is looked for among all links and mails, and writers wait meanwhile.
constexpr int kRequestsARun = 20;

}  // namespace

void Housekeeping::run() {
    const base::Time now = clock_.now();
    database_.write([&](Connection& connection) {
        Sessions(connection).purge(now);
        Inbox(connection).purge(now - kDeliveries, now - kDeadLetters);
        Replies(connection).purge(now - kReplies);
        connection.run(
            "delete from links where expires_at < $1 and not exists "
            "(select 1 from sessions where sessions.link_id = links.id)",
            {base::to_millis(now - kLinks)}
        );
        connection.run(
            "delete from outbox where due_at is null and created_at < $1",
            {base::to_millis(now - kMails)}
        );
        Requests(connection).purge(now - kWithdrawn, kRequestsARun);  // after what names them
        connection.run("delete from audit where at < $1", {base::to_millis(now - kAudit)});
    });
}

}  // namespace connector::store
