#include "connector/store/housekeeping.hpp"

#include "connector/store/articles.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/dialogues.hpp"
#include "connector/store/guests.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/moves.hpp"
#include "connector/store/newcomers.hpp"
#include "connector/store/passkeys.hpp"
#include "connector/store/passwords.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/request_search.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/sessions.hpp"
#include "connector/store/sign_ins.hpp"
#include "connector/store/takeovers.hpp"

namespace connector::store {
namespace {

using std::chrono::days;

constexpr days kArticles{365};
constexpr days kDeliveries{1};
constexpr days kDeadLetters{30};
constexpr days kLinks{7};
constexpr days kNewcomers{2};      // longer than the day that they are counted in
constexpr days kPasswordTries{1};  // those that are counted
constexpr days kReferenceCodes{180};
constexpr days kReplies{30};
constexpr days kMoves{30};
constexpr days kTakeovers{30};
constexpr days kIntakes{30};
constexpr days kWithdrawn{30};

/// Each is looked for among all links and mails, and writers wait meanwhile.
constexpr int kRequestsARun = 20;

/// The first run after the time was shortened must not hold writers up either.
constexpr int kAuditRowsARun = 10'000;
constexpr int kContactsARun = 1'000;

/// Looks at some contacts behind `after`, and forgets those that nothing names any more and that
/// Jira has not told of since `before`. Behind which one to go on; 0 at the end.
std::int64_t purge_contacts(Connection& connection, std::int64_t after, base::Time before) {
    std::int64_t last = 0;
    int seen = 0;
    connection.query(
        "select id from contacts where id > $1 order by id limit $2",
        {after, std::int64_t{kContactsARun}},
        [&](const Row& row) {
            last = row.integer(0);
            ++seen;
        }
    );
    connection.run(
        "delete from contacts where id > $1 and id <= $2 and updated_at < $3 "
        "and not exists (select 1 from requests where reporter_id = contacts.id) "
        "and not exists (select 1 from comments where author_contact_id = contacts.id) "
        "and not exists (select 1 from participants where contact_id = contacts.id) "
        "and not exists (select 1 from organization_members where contact_id = contacts.id) "
        "and not exists (select 1 from desk_customers where contact_id = contacts.id) "
        "and not exists (select 1 from sessions where contact_id = contacts.id) "
        "and not exists (select 1 from links where contact_id = contacts.id) "
        "and not exists (select 1 from outbox where contact_id = contacts.id) "
        "and not exists (select 1 from replies where contact_id = contacts.id) "
        "and not exists (select 1 from takeovers where contact_id = contacts.id) "
        "and not exists (select 1 from dialogues where contact_id = contacts.id) "
        "and not exists (select 1 from moves where contact_id = contacts.id) "
        "and not exists (select 1 from intakes where contact_id = contacts.id)",
        {after, last, base::to_millis(before)}
    );
    return seen < kContactsARun ? 0 : last;
}

}  // namespace

void Housekeeping::run() {
    const base::Time now = clock_.now();
    looked_up_to_ = database_.write([&](Connection& connection) {
        Sessions(connection).purge(now);
        Guests(connection).purge(now, now - kReferenceCodes);
        Dialogues(connection).purge(now);
        SignIns(connection).purge(now);
        Articles(connection).purge(now - kArticles);
        Takeovers(connection).purge(now - kTakeovers);
        Passwords(connection).purge_tries(now - kPasswordTries);
        Passkeys(connection).purge(now);
        Inbox(connection).purge(now - kDeliveries, now - kDeadLetters);
        Newcomers(connection).purge(now - kNewcomers);
        Replies(connection).purge(now - kReplies);
        Moves(connection).purge(now - kMoves);
        Intakes(connection).purge(now - kIntakes);
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
        RequestSearch(connection).compact_some();
        Audit audit(connection);
        audit.blank_clients(now - retention_.addresses);
        audit.purge(now - retention_.audit, kAuditRowsARun);
        anchor_audit_head(connection);
        return purge_contacts(connection, looked_up_to_, now - retention_.contacts);
    });
}

}  // namespace connector::store
