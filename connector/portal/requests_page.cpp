#include "connector/portal/requests_page.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "connector/model/shown_name.hpp"
#include "connector/portal/events_page.hpp"
#include "connector/portal/guest_page.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/contacts.hpp"

namespace connector::portal {
namespace {

using Place = store::Requests::Place;
using MaybeAccount = std::optional<model::Account>;

constexpr int kShown = 50;

bool is_done(const model::Request& request) {
    return request.status_category == model::StatusCategory::Done;
}

/// "0-1795262400000-10012": open, changed then, that request. It names a place and gives no right,
/// so it needs no secret; whatever else a visitor writes there is the list's beginning.
std::string name_of(const Place& place) {
    return fmt::format(
        "{:d}-{}-{}", place.is_done, base::to_millis(place.updated), place.id.value()
    );
}

std::string asked(const http::Request& request, std::string_view field) {
    const auto query = http::Form::parse(request.query);
    return query ? std::string(query->value(field).value_or("")) : "";
}

std::optional<Place> place_in(const http::Request& request) {
    const std::string after = asked(request, "after");
    const auto parts = base::split(after, '-');
    if (parts.size() != 3) return std::nullopt;
    const auto updated = base::parse_int(parts[1]);
    const auto id = base::parse_int(parts[2]);
    if (!updated || !id) return std::nullopt;
    return Place{
        .is_done = parts[0] == "1",
        .updated = base::from_millis(*updated),
        .id = base::RequestId(*id),
    };
}

/// "o7", an organization; "d", the domain, of which nobody has two.
std::string name_of(const model::Account& account) {
    return account.organization ? fmt::format("o{}", account.organization->value()) : "d";
}

/// One of the visitor's own; what else they write there is their own list.
MaybeAccount account_in(const http::Request& request, const model::Standing& standing) {
    const std::string name = asked(request, "of");
    for (const model::Account& account : standing.accounts) {
        if (name_of(account) == name) return account;
    }
    return std::nullopt;
}

/// For the audit.
std::string noted(const MaybeAccount& account) {
    if (!account) return "";
    if (!account->organization) return fmt::format("shared with domain {}", account->domain);
    return fmt::format("shared with organization {}", account->organization->value());
}

using Names = std::map<base::ContactId, std::string>;

Names reporters_of(store::Connection& connection, const std::vector<model::Request>& requests) {
    Names names;
    for (const model::Request& request : requests) {
        if (!request.reporter || names.contains(*request.reporter)) continue;
        const auto contact = store::Contacts(connection).find(*request.reporter);
        names[*request.reporter] = model::shown_name(contact ? contact->display_name : "");
    }
    return names;
}

std::string title_of(const Reader& reader, const MaybeAccount& account) {
    if (!account) return std::string(reader.say("My requests"_en));
    return reader.say("Shared with {{NAME}}"_en, {{"NAME", account->name}});
}

}  // namespace

http::Response RequestsPage::show(const http::Request& request) const {
    const auto after = place_in(request);
    const View view = look(request, after);
    if (!view.visitor.signed_in && !view.visitor.guest) {
        return http::see_other(sign_in_path(project_));
    }
    // What a page asks for by itself is no sign that somebody is there.
    if (!request.header("x-live")) rooms_.keep_alive(view.visitor);
    rooms_.note_view(
        view.visitor, request, {.event = "requests.listed", .detail = noted(view.account)}
    );

    const std::string title = title_of(view.visitor.reader, view.account);
    base::TemplateValues values("requests");
    values.set("PATH", project_.path);
    values.set("TITLE", title);
    add_lists(values, view);
    if (!view.held.empty()) {
        base::TemplateValues& offer = values.add("HELD");
        offer.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
        offer.set(
            "COUNT",
            view.visitor.reader.count(
                "A request from this browser"_en,
                "{{COUNT}} requests from this browser"_en,
                view.held.size()
            )
        );
    }
    add_requests(values, view, !after);
    add_pages(values, view, after);
    values.set("LIVE_HTML", live_part(rooms_, project_, view.visitor, view.number, std::nullopt));
    return rooms_.renderer.page(rooms_.frame(project_, view.visitor, title), "requests", values);
}

RequestsPage::View RequestsPage::look(
    const http::Request& request, const std::optional<Place>& after
) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.number = store::Changes(connection).heads().changes;
        view.visitor = rooms_.visitors.recognise(connection, request);
        view.subject = subject_in(connection, project_, view.visitor);
        if (view.visitor.guest) view.held = held_in(connection, project_, *view.visitor.guest);
        if (!view.visitor.signed_in) {
            show_held(view);
            return view;
        }
        view.account = account_in(request, view.subject.standing);
        store::Requests requests(connection);
        const bool sees_all = view.subject.standing.role == model::Role::Manager;
        view.requests =
            view.account
                ? requests.list_of_account(*view.account, sees_all, project_.key, after, kShown + 1)
                : requests.list_of(
                      view.visitor.signed_in->contact.id, project_.key, after, kShown + 1
                  );
        if (std::ssize(view.requests) > kShown) {
            view.requests.resize(kShown);
            const model::Request& last = view.requests.back();
            view.next = Place{is_done(last), last.updated, last.id};
        }
        std::erase_if(view.requests, [&](const model::Request& found) {
            const auto sharing =
                view.account ? store::Colleagues(connection).sharing_of(found) : model::Sharing{};
            return !access::may(view.subject, access::Action::See, found, sharing);
        });
        if (view.account) view.reporters = reporters_of(connection, view.requests);
        return view;
    });
}

void RequestsPage::show_held(View& view) {
    view.requests = std::exchange(view.held, {});
    std::erase_if(view.requests, [&](const model::Request& found) {
        return !access::may(view.subject, access::Action::See, found);
    });
    std::stable_partition(view.requests.begin(), view.requests.end(), [](const auto& found) {
        return !is_done(found);
    });
}

void RequestsPage::add_lists(base::TemplateValues& values, const View& view) const {
    const auto& accounts = view.subject.standing.accounts;
    if (accounts.empty()) return;
    base::TemplateValues& lists = values.add("LISTS");
    const auto add = [&](const MaybeAccount& account) {
        const bool is_here =
            account ? view.account && view.account->is_same(*account) : !view.account;
        base::TemplateValues& entry = lists.add("LIST");
        entry.set("HREF", list_path(account));
        entry.set(
            "NAME",
            account ? title_of(view.visitor.reader, account)
                    : std::string(view.visitor.reader.say("Mine"_en))
        );
        if (is_here) entry.show("HERE");
    };
    add(std::nullopt);
    for (const model::Account& account : accounts) add(account);
    if (access::may_see_people(view.subject))
        lists.add("PEOPLE").set("HREF", people_path(project_));
}

void RequestsPage::add_requests(base::TemplateValues& values, const View& view, bool is_first_page)
    const {
    const auto& requests = view.requests;
    const auto first_done = std::find_if(requests.cbegin(), requests.cend(), is_done);
    add_group(values, view, view.visitor.reader.say("Open"_en), requests.cbegin(), first_done);
    add_group(values, view, view.visitor.reader.say("Closed"_en), first_done, requests.cend());
    if (!requests.empty()) return;
    if (!is_first_page) return values.show("NO_MORE");
    if (!view.held.empty()) return;
    if (!view.visitor.signed_in) return values.show("NOTHING_HELD");
    if (view.account) return values.add("NONE_SHARED").set("ACCOUNT", view.account->name);
    base::TemplateValues& none = values.add("NONE");
    none.set("BRAND", project_.brand);
    none.show(project_.help ? "HELP" : "NO_HELP");
}

void RequestsPage::add_group(
    base::TemplateValues& values,
    const View& view,
    std::string_view heading,
    std::vector<model::Request>::const_iterator from,
    std::vector<model::Request>::const_iterator to
) const {
    if (from == to) return;
    base::TemplateValues& group = values.add("GROUP");
    group.set("HEADING", heading);
    const auto reader = view.visitor.contact();
    std::for_each(from, to, [&](const model::Request& request) {
        base::TemplateValues& entry = group.add("REQUEST");
        entry.set("HREF", request_path(project_, request.key));
        entry.set("KEY", request.key.value());
        entry.set("SUMMARY", request.summary);
        entry.set("STATUS", request.status);
        entry.set("TONE", is_done(request) ? "done" : "active");
        entry.set("WHEN", view.visitor.reader.when(request.updated));
        entry.set("WHEN_EXACT", base::format_time(request.updated));
        if (!view.account && reader && request.reporter != reader) entry.show("TAKES_PART");
        if (!view.account || !request.reporter) return;
        if (request.reporter == reader) return entry.show("BY_YOU");
        entry.add("BY").set("NAME", view.reporters.at(*request.reporter));
    });
}

void RequestsPage::add_pages(
    base::TemplateValues& values, const View& view, const std::optional<Place>& after
) const {
    if (!after && !view.next) return;
    base::TemplateValues& pages = values.add("PAGES");
    const std::string path = list_path(view.account);
    if (after) pages.add("NEWEST").set("HREF", path);
    if (!view.next) return;
    pages.add("OLDER").set(
        "HREF", fmt::format("{}{}after={}", path, view.account ? '&' : '?', name_of(*view.next))
    );
}

std::string RequestsPage::list_path(const MaybeAccount& account) const {
    const std::string home = home_path(project_);
    return account ? fmt::format("{}?of={}", home, name_of(*account)) : home;
}

}  // namespace connector::portal
