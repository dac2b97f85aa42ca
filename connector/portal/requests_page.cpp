#include "connector/portal/requests_page.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "connector/portal/events_page.hpp"
#include "connector/portal/guest_page.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/request_search.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

using store::RequestLists;
using store::RequestSearch;
using MaybeAccount = std::optional<model::Account>;

constexpr int kShown = 50;
/// Rows that "mark all as read" changes in one transaction.
constexpr int kReadAStep = 2000;

bool is_done(const model::Request& request) {
    return request.status_category == model::StatusCategory::Done;
}

/// "o7", an organization; "d", the domain, of which nobody has two.
std::string name_of(const model::Account& account) {
    return account.organization ? fmt::format("o{}", account.organization->value()) : "d";
}

/// One of the visitor's own; what else they write there is their own list.
MaybeAccount account_in(const ListQuery& query, const model::Standing& standing) {
    for (const model::Account& account : standing.accounts) {
        if (name_of(account) == query.of) return account;
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

Names reporters_of(
    store::Connection& connection,
    const Reader& reader,
    const std::vector<RequestLists::Entry>& entries
) {
    Names names;
    for (const auto& [request, is_unread] : entries) {
        if (!request.reporter || names.contains(*request.reporter)) continue;
        const auto contact = store::Contacts(connection).find(*request.reporter);
        names[*request.reporter] = reader.name(contact ? contact->display_name : "");
    }
    return names;
}

std::string title_of(const Reader& reader, const MaybeAccount& account) {
    if (!account) return std::string(reader.say("My requests"_en));
    return reader.say("Shared with {{NAME}}"_en, {{"NAME", account->name}});
}

/// "7", "50+"
std::string count_of(int found) {
    return found > kShown ? fmt::format("{}+", kShown) : fmt::format("{}", found);
}

std::string_view tone_of(const model::Request& request) {
    switch (request.status_category) {
        case model::StatusCategory::Done: return "done";
        case model::StatusCategory::InProgress: return "active";
        case model::StatusCategory::New:
        case model::StatusCategory::Undefined: return "new";
    }
    return "new";
}

/// "sup-12" and, where requests of SUP are, "12": SUP-12.
std::optional<base::RequestKey> key_in(std::string_view typed, const base::ProjectKey& project) {
    const std::size_t dash = typed.find('-');
    const bool has_project = dash != std::string_view::npos;
    const std::string_view number = has_project ? typed.substr(dash + 1) : typed;
    const bool is_number =
        !number.empty() && number.size() < 10 &&
        std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return std::nullopt;
    if (has_project && !base::equal_ignoring_case(typed.substr(0, dash), project.value())) {
        return std::nullopt;
    }
    return base::RequestKey(fmt::format("{}-{}", project.value(), number));
}

bool sees_all(const access::Subject& subject) {
    return subject.standing.role == model::Role::Manager;
}

/// Filters that name nothing of this list are none.
void drop_unknown(ListQuery& query, const RequestLists::Choices& choices) {
    const auto& [statuses, types] = choices;
    if (std::find(statuses.begin(), statuses.end(), query.status) == statuses.end()) {
        query.status.clear();
    }
    const bool has_type = std::any_of(types.begin(), types.end(), [&](const auto& type) {
        return type.id == query.type;
    });
    if (!has_type) query.type = 0;
}

}  // namespace

http::Response RequestsPage::show(const http::Request& request) const {
    const View view = look(request);
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
    if (view.visitor.signed_in) add_search(values, view);
    add_tabs(values, view);
    add_entries(values, view);
    add_pages(values, view);
    values.set("LIVE_HTML", live_part(rooms_, project_, view.visitor, view.number, std::nullopt));
    return rooms_.renderer.page(rooms_.frame(project_, view.visitor, title), "requests", values);
}

http::Response RequestsPage::mark_all_read(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refusal = rooms_.refuse_form(request, project_, visitor, form)) return *refusal;
    const auto step = [&](store::Connection& connection) {
        return RequestLists(connection)
            .note_all_seen(visitor.signed_in->contact.id, project_.key, kReadAStep);
    };
    while (rooms_.database.write(step) == kReadAStep) {
    }
    return http::see_other(home_path(project_));
}

RequestsPage::View RequestsPage::look(const http::Request& request) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.number = store::Changes(connection).heads().changes;
        view.visitor = rooms_.visitors.recognise(connection, request);
        view.subject = subject_in(connection, project_, view.visitor);
        view.query = ListQuery::parse(request);
        if (view.visitor.guest) view.held = held_in(connection, project_, *view.visitor.guest);
        if (!view.visitor.signed_in) {
            show_held(view);
            return view;
        }
        view.account = account_in(view.query, view.subject.standing);
        if (!view.account) view.query.of.clear();
        read_choices(connection, view);
        read_page(connection, view);
        if (view.account) {
            view.reporters = reporters_of(connection, view.visitor.reader, view.entries);
        } else {
            view.has_unread = RequestLists(connection)
                                  .has_unread(view.visitor.signed_in->contact.id, project_.key);
        }
        return view;
    });
}

void RequestsPage::show_held(View& view) {
    const bool is_closed = view.query.is_closed;
    view.query = {.is_closed = is_closed};
    for (model::Request& request : std::exchange(view.held, {})) {
        if (is_done(request) != is_closed) continue;
        if (!access::may(view.subject, access::Action::See, request)) continue;
        view.entries.push_back({.request = std::move(request)});
    }
}

void RequestsPage::read_choices(store::Connection& connection, View& view) const {
    RequestLists lists(connection);
    view.choices =
        view.account ? lists.choices_of_account(
                           *view.account, sees_all(view.subject), project_.key, view.query.is_closed
                       )
                     : lists.choices_of_own(
                           view.visitor.signed_in->contact.id, project_.key, view.query.is_closed
                       );
    drop_unknown(view.query, view.choices);
}

RequestLists::Wanted RequestsPage::wanted(
    store::Connection& connection, const View& view, bool is_closed
) const {
    RequestLists::Wanted wanted{
        .project = project_.key,
        .is_done = is_closed,
        .status = view.query.status,
        .type_id = view.query.type,
        .after = view.query.after,
        .limit = kShown + 1};
    if (view.query.typed.empty()) return wanted;
    RequestSearch::Scope scope;
    if (view.account) {
        scope.organization = view.account->organization;
        scope.reporters =
            RequestLists(connection)
                .reporters_of(*view.account, sees_all(view.subject), RequestSearch::kMostPeople);
    } else {
        scope.reader = view.visitor.signed_in->contact.id;
    }
    wanted.expression = RequestSearch::expression(view.query.typed, scope, is_closed).value_or("");
    return wanted;
}

RequestsPage::Entries RequestsPage::read(
    store::Connection& connection, const View& view, const RequestLists::Wanted& wanted
) const {
    // What was typed has no word in it, as "?!": nothing has it.
    if (!view.query.typed.empty() && wanted.expression.empty()) return {};
    RequestLists lists(connection);
    return view.account ? lists.of_account(*view.account, sees_all(view.subject), wanted)
                        : lists.own(view.visitor.signed_in->contact.id, wanted);
}

void RequestsPage::read_page(store::Connection& connection, View& view) const {
    view.entries = read(connection, view, wanted(connection, view, view.query.is_closed));
    if (std::ssize(view.entries) > kShown) {
        view.entries.resize(kShown);
        const model::Request& last = view.entries.back().request;
        view.next = RequestLists::Place{last.updated, last.id};
    }
    std::erase_if(view.entries, [&](const auto& entry) {
        return !may_see(connection, view, entry.request);
    });
    if (view.query.typed.empty()) return;
    view.found_open = count_found(connection, view, false);
    view.found_closed = count_found(connection, view, true);
    if (!view.query.after) put_exact_first(connection, view);
}

std::optional<int> RequestsPage::count_found(
    store::Connection& connection, const View& view, bool is_closed
) const {
    RequestLists::Wanted counted = wanted(connection, view, is_closed);
    counted.after.reset();
    if (is_closed != view.query.is_closed) counted.status.clear();  // as the tab's link does
    return static_cast<int>(read(connection, view, counted).size());
}

void RequestsPage::put_exact_first(store::Connection& connection, View& view) const {
    const auto key = key_in(view.query.typed, project_.key);
    if (!key) return;
    auto found = store::Requests(connection).find_by_key(*key);
    if (!found || found->project != project_.key) return;
    if (!may_see(connection, view, *found)) return;
    RequestLists lists(connection);
    const auto contact = view.visitor.signed_in->contact.id;
    if (!view.account && !lists.has(contact, found->id)) return;
    std::erase_if(view.entries, [&](const auto& entry) { return entry.request.id == found->id; });
    const bool is_unread = !view.account && lists.is_unread(contact, found->id);
    view.entries.insert(view.entries.begin(), {std::move(*found), is_unread});
}

bool RequestsPage::may_see(
    store::Connection& connection, const View& view, const model::Request& request
) {
    const auto sharing =
        view.account ? store::Colleagues(connection).sharing_of(request) : model::Sharing{};
    if (!access::may(view.subject, access::Action::See, request, sharing)) return false;
    if (!view.account) return true;
    return model::contains(sharing.with, *view.account) ||
           model::contains(sharing.of_reporter, *view.account);
}

void RequestsPage::add_lists(base::TemplateValues& values, const View& view) const {
    const auto& accounts = view.subject.standing.accounts;
    if (accounts.empty()) return;
    base::TemplateValues& lists = values.add("LISTS");
    const auto add = [&](const MaybeAccount& account) {
        const bool is_here =
            account ? view.account && view.account->is_same(*account) : !view.account;
        base::TemplateValues& entry = lists.add("LIST");
        entry.set("HREF", path_of({.of = account ? name_of(*account) : ""}));
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

void RequestsPage::add_search(base::TemplateValues& values, const View& view) const {
    base::TemplateValues& search = values.add("SEARCH");
    search.set("TYPED", view.query.typed);
    const auto keep = [&](std::string_view name, std::string_view value) {
        base::TemplateValues& kept = search.add("KEPT");
        kept.set("NAME", name);
        kept.set("VALUE", value);
    };
    if (!view.query.of.empty()) keep("of", view.query.of);
    if (view.query.is_closed) keep("show", "closed");

    const auto& [statuses, types] = view.choices;
    const bool has_statuses = statuses.size() > 1 || !view.query.status.empty();
    const bool has_types = types.size() > 1 || view.query.type != 0;
    const auto add_option = [](base::TemplateValues& choice,
                               std::string_view value,
                               std::string_view name,
                               bool is_chosen) {
        base::TemplateValues& option = choice.add("OPTION");
        option.set("VALUE", value);
        option.set("NAME", name);
        if (is_chosen) option.show("CHOSEN");
    };
    if (!has_statuses && !has_types && !view.query.is_narrowed()) return;
    base::TemplateValues& filters = search.add("FILTERS");
    if (has_statuses) {
        base::TemplateValues& choice = filters.add("STATUSES");
        for (const std::string& status : statuses)
            add_option(choice, status, status, status == view.query.status);
    }
    if (has_types) {
        base::TemplateValues& choice = filters.add("TYPES");
        for (const auto& [id, name] : types)
            add_option(choice, fmt::format("{}", id), name, id == view.query.type);
    }
    if (has_statuses || has_types) filters.show("APPLY");
    if (view.query.is_narrowed()) filters.add("CLEAR").set("HREF", path_of(view.query.with_all()));
}

void RequestsPage::add_tabs(base::TemplateValues& values, const View& view) const {
    const auto add = [&](const char* section, bool is_closed, const std::optional<int>& found) {
        base::TemplateValues& tab = values.add(section);
        tab.set("HREF", path_of(view.query.with_tab(is_closed)));
        if (view.query.is_closed == is_closed) tab.show("HERE");
        if (found) tab.add("FOUND").set("COUNT", count_of(*found));
    };
    add("OPEN_TAB", false, view.found_open);
    add("CLOSED_TAB", true, view.found_closed);
    if (!view.has_unread) return;
    values.add("MARK_READ").set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
}

void RequestsPage::add_entries(base::TemplateValues& values, const View& view) const {
    if (view.entries.empty()) return add_nothing(values, view);
    base::TemplateValues& group = values.add("REQUESTS");
    for (const auto& entry : view.entries) add_entry(group.add("REQUEST"), view, entry);
}

void RequestsPage::add_entry(
    base::TemplateValues& values, const View& view, const RequestLists::Entry& entry
) const {
    const model::Request& request = entry.request;
    const auto reader = view.visitor.contact();
    values.set("HREF", request_path(project_, request.key));
    values.set("KEY", request.key.value());
    values.set("SUMMARY", request.summary);
    values.set("STATUS", request.status);
    values.set("TONE", tone_of(request));
    values.set("WHEN", view.visitor.reader.when(request.updated));
    values.set("WHEN_EXACT", base::format_time(request.updated));
    if (entry.is_unread) values.show("UNREAD");
    if (!request.type_name.empty()) values.add("TYPE").set("NAME", request.type_name);
    if (!view.account && reader && request.reporter != reader) values.show("TAKES_PART");
    if (!view.account || !request.reporter) return;
    if (request.reporter == reader) return values.show("BY_YOU");
    values.add("BY").set("NAME", view.reporters.at(*request.reporter));
}

void RequestsPage::add_nothing(base::TemplateValues& values, const View& view) const {
    if (view.query.after) return values.show("NO_MORE");
    if (view.query.is_narrowed()) {
        base::TemplateValues& none = values.add("NOT_FOUND");
        none.set("ALL", path_of(view.query.with_all()));
        const auto elsewhere = view.query.is_closed ? view.found_open : view.found_closed;
        if (elsewhere.value_or(0) == 0) return none.show("NOWHERE");
        base::TemplateValues& other =
            none.add(view.query.is_closed ? "AMONG_OPEN" : "AMONG_CLOSED");
        other.set("HREF", path_of(view.query.with_tab(!view.query.is_closed)));
        return;
    }
    if (!view.held.empty() && !view.query.is_closed) return;
    if (view.query.is_closed) return values.show("NONE_CLOSED");
    if (!view.visitor.signed_in) return values.show("NOTHING_HELD");
    if (view.account) return values.add("NONE_SHARED").set("ACCOUNT", view.account->name);
    base::TemplateValues& none = values.add("NONE");
    none.set("BRAND", project_.brand);
    none.show(project_.help ? "HELP" : "NO_HELP");
}

void RequestsPage::add_pages(base::TemplateValues& values, const View& view) const {
    if (!view.query.after && !view.next) return;
    base::TemplateValues& pages = values.add("PAGES");
    if (view.query.after) pages.add("NEWEST").set("HREF", path_of(view.query.first_page()));
    if (!view.next) return;
    ListQuery older = view.query;
    older.after = view.next;
    pages.add("OLDER").set("HREF", path_of(older));
}

std::string RequestsPage::path_of(const ListQuery& query) const {
    return home_path(project_) + query.text();
}

}  // namespace connector::portal
