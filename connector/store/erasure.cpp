#include "connector/store/erasure.hpp"

#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/forgotten.hpp"
#include "connector/store/passwords.hpp"
#include "connector/store/request_search.hpp"
#include "connector/store/sessions.hpp"

namespace connector::store {
namespace {

std::int64_t count(Connection& connection, std::string_view sql, base::ContactId contact) {
    return connection.first(
                         sql, {contact.value()}, [](const Row& row) { return row.integer(0); }
    ).value_or(0);
}

/// The requests that they reported, with what hangs on them; others' sessions go on.
void forget_requests(Connection& connection, base::ContactId contact) {
    const std::int64_t id = contact.value();
    connection.run(
        "update sessions set link_id = null where link_id in (select links.id from links "
        "join requests on requests.id = links.request_id where requests.reporter_id = $1)",
        {id}
    );
    connection.run(
        "delete from links where request_id in (select id from requests where reporter_id = $1)",
        {id}
    );
    connection.run(
        "delete from outbox where request_id in (select id from requests where reporter_id = $1)",
        {id}
    );
    connection.run("delete from requests where reporter_id = $1", {id});
}

/// Their words in others' requests. A page that was rendered with them must not be shown again.
void forget_words(Connection& connection, base::ContactId contact) {
    const std::int64_t id = contact.value();
    connection.run(
        "insert into forgotten_comments (id) select comment_id from replies "
        "where contact_id = $1 and comment_id is not null on conflict (id) do nothing",
        {id}
    );
    connection.run(
        "insert into forgotten_comments (id) select id from comments where author_contact_id = $1 "
        "on conflict (id) do nothing",
        {id}
    );
    connection.run(
        "update requests set revision = revision + 1 where id in "
        "(select request_id from comments where author_contact_id = $1)",
        {id}
    );
    connection.run("delete from comments where author_contact_id = $1", {id});
    connection.run("delete from replies where contact_id = $1", {id});
    connection.run("delete from intakes where contact_id = $1", {id});
    connection.run("delete from moves where contact_id = $1", {id});
}

void forget_access(Connection& connection, base::ContactId contact) {
    const std::int64_t id = contact.value();
    Sessions(connection).end_all_of(contact);
    connection.run(
        "delete from newcomers where address = (select address from contacts where id = $1)", {id}
    );
    connection.run(
        "delete from guests where claimed_address = (select address from contacts where id = $1)",
        {id}
    );
    connection.run(
        "delete from dialogues where contact_id = $1 "
        "or claimed_address = (select address from contacts where id = $1)",
        {id}
    );
    connection.run("delete from takeovers where contact_id = $1", {id});
    forget_proofs(connection, contact);
    connection.run("delete from password_tries where contact_id = $1", {id});
    connection.run("delete from links where contact_id = $1", {id});
    connection.run("delete from outbox where contact_id = $1", {id});
    connection.run("delete from participants where contact_id = $1", {id});
    connection.run("delete from organization_members where contact_id = $1", {id});
    connection.run("delete from desk_customers where contact_id = $1", {id});
}

}  // namespace

std::vector<base::ContactId> contacts_at(Connection& connection, std::string_view address) {
    return connection.all(
        "select id from contacts where address = $1 order by id",
        {address},
        [](const Row& row) { return base::ContactId(row.integer(0)); }
    );
}

Traces traces_of(Connection& connection, base::ContactId contact) {
    const auto of = [&](std::string_view sql) { return count(connection, sql, contact); };
    return {
        .requests = of("select count(*) from requests where reporter_id = $1"),
        .comments = of("select count(*) from comments join requests on requests.id = request_id "
                       "where author_contact_id = $1 "
                       "and (reporter_id is null or reporter_id <> $1)"),
        .replies = of("select count(*) from replies where contact_id = $1"),
        .intakes = of("select count(*) from intakes where contact_id = $1"),
        .mails = of("select count(*) from outbox where contact_id = $1"),
        .links = of("select count(*) from links where contact_id = $1"),
        .sessions = of("select count(*) from sessions where contact_id = $1"),
        .audit_rows = of("select count(*) from audit where contact_id = $1 "
                         "and (client <> '' or detail <> '')"),
    };
}

void erase_contact(Connection& connection, base::ContactId contact, base::Time now) {
    const auto known = Contacts(connection).find(contact);
    if (!known) return;
    Forgotten(connection).add(known->account_id, now);
    forget_words(connection, contact);
    forget_access(connection, contact);
    forget_requests(connection, contact);
    Audit audit(connection);
    audit.blank_all_of(contact);
    connection.run("delete from contacts where id = $1", {contact.value()});
    RequestSearch search(connection);
    search.drop_changed();
    search.compact();
    audit.add({.event = "contact.erased", .contact = contact, .detail = "by the operator"}, now);
}

}  // namespace connector::store
