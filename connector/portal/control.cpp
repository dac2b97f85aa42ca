#include "connector/portal/control.hpp"

#include <functional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "connector/access/policy.hpp"
#include "connector/model/email_address.hpp"
#include "connector/provision/memory.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/erasure.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/links.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/sessions.hpp"

namespace connector::portal {
namespace {

using http::Method;
using http::Request;
using http::Response;
using nlohmann::json;

constexpr std::size_t kMaxBody = 8U << 10U;
constexpr std::string_view kBearer = "Bearer ";

/// A refusal with the words that the command line prints.
Response refusal(int status, std::string_view why) {
    return http::json(status, json{{"error", std::string(why)}}.dump());
}

bool is_operator(std::string_view control_token, const Request& request) {
    const auto header = request.header("authorization");
    if (!header || !header->starts_with(kBearer)) return false;
    return base::equal_constant_time(
        base::as_bytes(header->substr(kBearer.size())), base::as_bytes(control_token)
    );
}

std::string text_in(const json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_in(const json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string by_operator(std::string_view what, std::int64_t id) {
    return fmt::format("{} {}, by the operator", what, id);
}

struct Named {
    std::optional<model::Contact> contact;
    std::optional<model::Request> request;
};

/// The contact by address and the request by key, as far as they are named.
Named look_up(store::Connection& connection, const json& body) {
    Named named;
    if (const auto address = model::normalize_address(text_in(body, "contact"))) {
        named.contact = store::Contacts(connection).find_by_address(*address);
    }
    named.request =
        store::Requests(connection).find_by_key(base::RequestKey(text_in(body, "request")));
    return named;
}

Response issue_link(const AdminRooms& rooms, const json& body) {
    return rooms.database.write([&](store::Connection& connection) {
        const Named named = look_up(connection, body);
        if (!named.contact) return refusal(404, "no contact with this address is mirrored");
        if (!named.request) return refusal(404, "no request with this key is mirrored");
        if (!access::may_be_told(*named.contact, *named.request)) {
            return refusal(409, "this contact may not see this request");
        }
        const auto issued = rooms.links.issue(
            connection,
            {.contact = named.contact->id,
             .request = named.request->id,
             .project = named.request->project,
             .note = "by the operator"}
        );
        return http::json(
            200,
            json{
                {"url", rooms.public_url + "/l/" + issued.token},
                {"lifetime_seconds", issued.lifetime.count()}}
                .dump()
        );
    });
}

Response revoke_all_links(const AdminRooms& rooms) {
    const auto revoked = rooms.database.write([&](store::Connection& connection) {
        const base::Time now = rooms.clock.now();
        store::Audit(connection)
            .add({.event = "link.revoked", .detail = "all, by the operator"}, now);
        return store::Links(connection).void_all(now);
    });
    return http::json(200, json{{"revoked", revoked}}.dump());
}

Response revoke_links(const AdminRooms& rooms, const json& body) {
    if (body.value("all", json(false)) == json(true)) return revoke_all_links(rooms);
    return rooms.database.write([&](store::Connection& connection) {
        const Named named = look_up(connection, body);
        const base::Time now = rooms.clock.now();
        if (!named.contact && !named.request)
            return refusal(404, "no such contact or request is mirrored");
        store::Links links(connection);
        const std::int64_t revoked = named.request ? links.void_all_of(named.request->id, now)
                                                   : links.void_all_of(named.contact->id, now);
        store::Audit(connection)
            .add(
                {.event = "link.revoked",
                 .contact = named.contact ? std::optional(named.contact->id) : std::nullopt,
                 .request = named.request ? std::optional(named.request->id) : std::nullopt,
                 .detail = "by the operator"},
                now
            );
        return http::json(200, json{{"revoked", revoked}}.dump());
    });
}

Response end_one_session(const AdminRooms& rooms, base::SessionId id) {
    const auto owner = rooms.database.write([&](store::Connection& connection) {
        const auto ended = store::Sessions(connection).end(id);
        if (ended) {
            store::Audit(connection)
                .add(
                    {.event = "session.ended", .contact = *ended, .detail = "by the operator"},
                    rooms.clock.now()
                );
        }
        return ended;
    });
    if (!owner) return refusal(404, "no session has this id");
    return http::json(200, R"({"ended":1})");
}

Response end_sessions(const AdminRooms& rooms, const json& body) {
    if (const auto id = number_in(body, "id"); id != 0)
        return end_one_session(rooms, base::SessionId(id));
    if (text_in(body, "contact") == "*") {
        const auto ended = rooms.database.write([&](store::Connection& connection) {
            store::Audit(connection)
                .add(
                    {.event = "session.ended_everywhere",
                     .detail = "of everybody, by the operator"},
                    rooms.clock.now()
                );
            store::Links(connection).void_all(rooms.clock.now());
            return store::Sessions(connection).end_all();
        });
        return http::json(200, json{{"ended", ended}}.dump());
    }
    const auto named = rooms.database.read([&](store::Connection& connection) {
        return look_up(connection, body);
    });
    if (!named.contact) return refusal(404, "no contact with this address is mirrored");
    const auto ended = rooms.sessions.end_all_of(named.contact->id, "operator");
    return http::json(200, json{{"ended", ended}}.dump());
}

/// Somebody reads all that is kept about a contact; it is noted before they do.
Response note_export(const AdminRooms& rooms, const json& body) {
    const auto address = model::normalize_address(text_in(body, "contact"));
    if (!address) return refusal(400, address.error().message);
    return rooms.database.write([&](store::Connection& connection) {
        const auto contacts = store::contacts_at(connection, *address);
        if (contacts.empty()) return refusal(404, "nothing is kept under this address");
        for (const base::ContactId contact : contacts) {
            store::Audit(connection)
                .add(
                    {.event = "contact.exported", .contact = contact, .detail = "by the operator"},
                    rooms.clock.now()
                );
        }
        return http::json(200, R"({"noted":true})");
    });
}

/// In one transaction; afterwards the files hold nothing of it either, unless a reader is in the
/// way. Nobody of that address is no error: it is done already.
Response erase_contact(const AdminRooms& rooms, const json& body) {
    const auto address = model::normalize_address(text_in(body, "contact"));
    if (!address) return refusal(400, address.error().message);
    const auto erased = rooms.database.write([&](store::Connection& connection) {
        const auto contacts = store::contacts_at(connection, *address);
        for (const base::ContactId contact : contacts) {
            store::erase_contact(connection, contact, rooms.clock.now());
        }
        return contacts.size();
    });
    const bool is_shed = rooms.database.shed_deleted();
    return http::json(200, json{{"erased", erased}, {"log_emptied", is_shed}}.dump());
}

Response retry_mail(const AdminRooms& rooms, const json& body) {
    const bool done = rooms.database.write([&](store::Connection& connection) {
        const std::int64_t id = number_in(body, "id");
        if (!store::Outbox(connection).retry(base::MailId(id), rooms.clock.now())) return false;
        store::Audit(connection)
            .add({.event = "mail.retried", .detail = by_operator("mail", id)}, rooms.clock.now());
        return true;
    });
    if (!done) return refusal(404, "no bounced or abandoned mail has this id");
    rooms.on_work();
    return http::json(200, R"({"retried":1})");
}

Response retry_reply(const AdminRooms& rooms, const json& body) {
    const bool done = rooms.database.write([&](store::Connection& connection) {
        const std::int64_t id = number_in(body, "id");
        if (!store::Replies(connection).retry(id, rooms.clock.now())) return false;
        store::Audit(connection)
            .add({.event = "reply.retried", .detail = by_operator("reply", id)}, rooms.clock.now());
        return true;
    });
    if (!done) return refusal(404, "no refused reply has this id");
    rooms.on_work();
    return http::json(200, R"({"retried":1})");
}

Response replay_delivery(const AdminRooms& rooms, const json& body) {
    const bool done = rooms.database.write([&](store::Connection& connection) {
        const std::int64_t id = number_in(body, "id");
        if (!store::Inbox(connection).replay(id, rooms.clock.now())) return false;
        store::Audit(connection)
            .add(
                {.event = "delivery.replayed", .detail = by_operator("delivery", id)},
                rooms.clock.now()
            );
        return true;
    });
    if (!done) return refusal(404, "no dead letter that names a request has this id");
    rooms.on_work();
    return http::json(200, R"({"replayed":1})");
}

/// What `connector provision` has done and wants to be known: any of the Kbot user's account, the
/// mark of a secret that was registered, and a line for the audit.
Response remember_provision(const AdminRooms& rooms, const json& body) {
    provision::StoreMemory memory(rooms.database, rooms.clock);
    base::Result<void> done;
    if (const std::string account = text_in(body, "kbot"); !account.empty()) {
        done = memory.remember_kbot(base::AccountId(account));
    }
    if (done && body.contains("webhook_secret_mark")) {
        done = memory.remember_webhook_secret(
            text_in(body, "webhook_subject"), number_in(body, "webhook_secret_mark")
        );
    }
    if (const std::string event = text_in(body, "event"); done && !event.empty()) {
        if (!event.starts_with("provision.")) return refusal(400, "not an event of provisioning");
        done = memory.note({event, text_in(body, "detail")});
    }
    if (!done) return refusal(503, done.error().message);
    return http::json(200, R"({"remembered":true})");
}

Response ping(const AdminRooms& rooms, const json&) {
    rooms.database.read([](store::Connection& connection) { store::Inbox(connection).has_due({}); }
    );
    if (!rooms.database.can_write()) return refusal(503, "the store takes no writes");
    return http::json(200, R"({"ready":true})");
}

std::string_view name_of(mirror::Sync::Stage stage) {
    using Stage = mirror::Sync::Stage;
    switch (stage) {
        case Stage::Idle: return "idle";
        case Stage::Reading: return "reading";
        case Stage::Comparing: return "comparing";
        case Stage::LookingUp: return "looking_up";
        case Stage::Done: return "done";
        case Stage::Failed: return "failed";
    }
    return "idle";
}

Response sync_progress(mirror::Sync& sync) {
    const auto now = sync.look();
    json answer{
        {"stage", name_of(now.stage)},
        {"requests", now.requests},
        {"changed", now.changed},
        {"withdrawn", now.withdrawn},
        {"unread", now.unread},
        {"calls", now.calls},
        {"took_ms", now.took.count()}};
    if (now.expected) answer["expected"] = *now.expected;
    if (now.calls_left) answer["calls_left"] = *now.calls_left;
    if (now.error) {
        answer["error_kind"] = base::name_of(now.error->kind);
        answer["error"] = now.error->message;
    }
    return http::json(200, answer.dump());
}

Response begin_sync(mirror::Sync& sync, const json& body) {
    const bool is_full = body.value("full", json(false)) == json(true);
    using Scope = mirror::Errand::Scope;
    const auto begun = sync.begin(is_full ? Scope::Everything : Scope::Changes);
    if (!begun) return refusal(409, begun.error().message);
    return http::json(200, R"({"begun":true})");
}

/// How calls to Jira fare. Times are Unix seconds; what is not known is null.
Response tell_site(const AdminRooms& rooms, const json&) {
    const SiteState state = rooms.site_state();
    const auto seconds = [](const std::optional<base::Time>& time) {
        return time ? json(base::to_millis(*time) / 1000) : json();
    };
    return http::json(
        200,
        json{
            {"down", state.is_down},
            {"waiting_calls", state.waiting_calls},
            {"paused_until", seconds(state.paused_until)},
            {"low_until", seconds(state.low_until)},
            {"remaining_calls", state.remaining_calls ? json(*state.remaining_calls) : json()}}
            .dump()
    );
}

using Command = Response (*)(const AdminRooms&, const json&);

http::Handler for_operator(std::string_view token, std::function<Response(const json&)> command) {
    return [token = std::string(token), command = std::move(command)](const Request& request) {
        if (!is_operator(token, request))
            return refusal(401, "the control token is missing or wrong");
        const json body = json::parse(request.body, nullptr, false);
        if (!body.is_object()) return refusal(400, "the body is not a JSON object");
        return command(body);
    };
}

}  // namespace

void add_control_routes(http::Router& router, const AdminRooms& rooms) {
    const auto add = [&](const char* path, const char* name, Command command) {
        const auto run = [&rooms, command](const json& body) { return command(rooms, body); };
        router.add({Method::Post, path, name, for_operator(rooms.control_token, run), kMaxBody});
    };
    add("/control/ping", "control.ping", ping);
    add("/control/site", "control.site", tell_site);
    add("/control/links/issue", "control.issue_link", issue_link);
    add("/control/links/revoke", "control.revoke_links", revoke_links);
    add("/control/sessions/end", "control.end_sessions", end_sessions);
    add("/control/contacts/note_export", "control.note_export", note_export);
    add("/control/contacts/erase", "control.erase_contact", erase_contact);
    add("/control/outbox/retry", "control.retry_mail", retry_mail);
    add("/control/replies/retry", "control.retry_reply", retry_reply);
    add("/control/inbox/replay", "control.replay_delivery", replay_delivery);
    add("/control/provision/remember", "control.remember_provision", remember_provision);
}

void add_sync_routes(http::Router& router, std::string_view control_token, mirror::Sync& sync) {
    const auto add = [&](const char* path, const char* name, auto command) {
        router.add({Method::Post, path, name, for_operator(control_token, command), kMaxBody});
    };
    add("/control/sync/begin", "control.begin_sync", [&sync](const json& body) {
        return begin_sync(sync, body);
    });
    add("/control/sync/progress", "control.sync_progress", [&sync](const json&) {
        return sync_progress(sync);
    });
}

}  // namespace connector::portal
