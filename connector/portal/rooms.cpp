#include "connector/portal/rooms.hpp"

#include <fmt/format.h>

#include "connector/access/refusals.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

constexpr access::LimitRule kView{"audit.view", 1, std::chrono::hours{1}};

/// "session 7", "guest 3"
std::string reader_name(const Visitor& visitor) {
    if (visitor.signed_in) return fmt::format("session {}", visitor.signed_in->session.id.value());
    return visitor.guest ? fmt::format("guest {}", visitor.guest->id.value()) : "nobody";
}

}  // namespace

Visitor Rooms::recognise(const http::Request& request) const {
    return database.read([&](store::Connection& connection) {
        return visitors.recognise(connection, request);
    });
}

access::Links::Opener Rooms::opener(const http::Request& request, const Visitor& visitor) const {
    return {
        .browser_hash = visitors.browser_hash(visitor),
        .client = request.client_address,
        .device = std::string(request.header("user-agent").value_or("")),
        .session = visitor.signed_in ? std::optional(visitor.signed_in->session) : std::nullopt,
    };
}

Frame Rooms::frame(
    const PortalProject& project, const Visitor& visitor, std::string_view title, int status
) const {
    const bool is_signed_in = visitor.signed_in.has_value();
    return {
        .reader = visitor.reader,
        .status = status,
        .title = title,
        .project = &project,
        .signed_in_as =
            is_signed_in ? std::string_view(visitor.signed_in->contact.display_name) : "",
        .form_token = visitors.form_token(visitor),
        .here = visitor.here,
        .is_guest = !is_signed_in && visitor.guest,
    };
}

http::Response Rooms::signed_in(const access::Links::Exchanged& exchanged) const {
    const PortalProject* project = settings.find(exchanged.project);
    auto response = http::see_other(
        exchanged.request_key ? request_path(*project, *exchanged.request_key) : home_path(*project)
    );
    visitors.sign_in(
        response, exchanged.session_cookie, exchanged.session_lifetime, exchanged.until_closed
    );
    return response;
}

void Rooms::keep_alive(const Visitor& visitor) const {
    if (visitor.signed_in) return sessions.keep_alive(visitor.signed_in->session);
    if (visitor.guest) guests.keep_alive(*visitor.guest);
}

http::Response Rooms::error_page(int status, const http::Request& request) const {
    const PortalProject* project = settings.find_by_path(request.path);
    return renderer.error_page(status, request, project != nullptr ? project : settings.only());
}

http::Response Rooms::deny(
    const http::Request& request, const PortalProject& project, const Visitor& visitor
) const {
    if (!visitor.signed_in) return http::see_other(sign_in_path(project));
    access::audit_refusal(
        database,
        limits,
        {.event = "request.denied",
         .contact = visitor.signed_in->contact.id,
         .client = request.client_address},
        clock.now()
    );
    return error_page(404, request);
}

std::optional<http::Response> Rooms::refuse_form(
    const http::Request& request,
    const PortalProject& project,
    const Visitor& visitor,
    const base::Result<http::Form>& form
) const {
    if (!visitor.signed_in) return http::see_other(sign_in_path(project));
    if (!form || !visitors.check_form(request, *form, visitor)) {
        return error_page(403, request);
    }
    return std::nullopt;
}

http::Response Rooms::signed_in(const PortalProject& project, const access::ProvenSession& proven)
    const {
    auto response = http::see_other(home_path(project));
    // Where "stay signed in" is offered, it is asked for by a link.
    visitors.sign_in(response, proven.cookie, proven.lifetime, project.offers_stay);
    return response;
}

access::NewSession Rooms::new_session(const http::Request& request, const Visitor& visitor) const {
    return {
        .contact = {},
        .client = request.client_address,
        .device = std::string(request.header("user-agent").value_or("")),
        .previous = visitor.signed_in ? std::optional(visitor.signed_in->session) : std::nullopt};
}

void Rooms::note_view(
    const Visitor& visitor, const http::Request& request, store::Audit::Entry entry
) const {
    const std::string key = fmt::format(
        "{} {} {} {}",
        reader_name(visitor),
        entry.event,
        entry.request ? entry.request->value() : 0,
        entry.detail
    );
    if (!limits.take(kView, key)) return;
    entry.contact = visitor.contact();
    if (!entry.contact && entry.detail.empty()) entry.detail = reader_name(visitor);
    entry.client = request.client_address;
    database.write([&](store::Connection& connection) {
        store::Audit(connection).add(entry, clock.now());
    });
}

bool Rooms::allow(
    const access::LimitRule& rule, base::ContactId contact, const http::Request& request
) const {
    if (limits.take(rule, std::to_string(contact.value()))) return true;
    access::audit_refusal(
        database,
        limits,
        {.event = "limit.reached",
         .contact = contact,
         .client = request.client_address,
         .detail = std::string(rule.name)},
        clock.now()
    );
    return false;
}

bool Rooms::allow(
    const access::LimitRule& rule, const Visitor& visitor, const http::Request& request
) const {
    if (visitor.signed_in) return allow(rule, visitor.signed_in->contact.id, request);
    if (limits.take(rule, access::client_network(request.client_address))) return true;
    access::audit_refusal(
        database,
        limits,
        {.event = "limit.reached",
         .client = request.client_address,
         .detail = std::string(rule.name)},
        clock.now()
    );
    return false;
}

bool takes_guests(store::Connection& connection, const PortalProject& project) {
    const bool is_open = project.doors.anonymous || project.doors.email;
    return is_open && store::KbotAccounts(connection).latest().has_value();
}

access::Subject subject_in(
    store::Connection& connection, const PortalProject& project, const Visitor& visitor
) {
    access::Subject subject = visitor.subject();
    subject.doors = project.doors;
    if (visitor.signed_in) {
        subject.standing = access::standing_of(
            connection, project.key, project.accounts, visitor.signed_in->contact
        );
    }
    return subject;
}

model::Sharing sharing_for(
    store::Connection& connection, const access::Subject& subject, const model::Request& request
) {
    if (subject.standing.accounts.empty()) return {};
    return store::Colleagues(connection).sharing_of(request);
}

bool is_seen_as_colleague(const Visitor& visitor, const model::Request& request) {
    return visitor.signed_in && !access::may(visitor.subject(), access::Action::See, request);
}

std::optional<model::Request> find_request(
    store::Connection& connection,
    const PortalProject& project,
    const Visitor& visitor,
    access::Action action,
    const std::string& key
) {
    if (!visitor.signed_in && !visitor.guest) return std::nullopt;
    auto found = store::Requests(connection).find_by_key(base::RequestKey(key));
    const bool is_here = found && found->project == project.key;
    if (!is_here) return std::nullopt;
    const access::Subject subject = subject_in(connection, project, visitor);
    const model::Sharing sharing = sharing_for(connection, subject, *found);
    if (!access::may(subject, action, *found, sharing)) return std::nullopt;
    return found;
}

}  // namespace connector::portal
