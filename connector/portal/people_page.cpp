#include "connector/portal/people_page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/model/shown_name.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/colleagues.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/sessions.hpp"

namespace connector::portal {
namespace {

constexpr int kMostPeople = 500;  ///< of an account on the page

std::string sign_of_life(const Reader& reader, base::Time seen, std::size_t browsers) {
    return reader.count(
        "Last seen {{WHEN}}, signed in on one browser"_en,
        "Last seen {{WHEN}}, signed in on {{COUNT}} browsers"_en,
        browsers,
        {{"WHEN", reader.when(seen)}}
    );
}

}  // namespace

http::Response PeoplePage::show(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_see) return rooms_.deny(request, project_, view.visitor);
    rooms_.sessions.keep_alive(view.visitor.signed_in->session);
    rooms_.note_view(view.visitor, request, {.event = "people.listed"});

    base::TemplateValues values("people");
    values.set("PATH", project_.path);
    for (const auto& [account, people] : view.groups) {
        base::TemplateValues& group = values.add("GROUP");
        group.set("ACCOUNT", account.name);
        if (people.empty()) group.show("NOBODY");
        for (const Person& person : people) add_person(group, person, view.visitor);
    }
    return rooms_.renderer.page(
        {.reader = view.visitor.reader,
         .title = view.visitor.reader.say("People"_en),
         .project = &project_,
         .signed_in_as = view.visitor.signed_in->contact.display_name,
         .form_token = rooms_.visitors.form_token(view.visitor),
         .here = view.visitor.here},
        "people",
        values
    );
}

PeoplePage::View PeoplePage::look(const http::Request& request) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.visitor = rooms_.visitors.recognise(connection, request);
        const access::Subject subject = subject_in(connection, project_, view.visitor);
        view.may_see = access::may_see_people(subject);
        if (!view.may_see) return view;
        store::Sessions sessions(connection);
        for (const model::Account& account : subject.standing.accounts) {
            Group group{account, {}};
            for (auto& each : store::Colleagues(connection).people_of(account, kMostPeople)) {
                if (each.id == subject.contact) continue;
                auto open = sessions.list_of(each.id, rooms_.clock.now());
                group.people.push_back({std::move(each), std::move(open)});
            }
            view.groups.push_back(std::move(group));
        }
        return view;
    });
}

void PeoplePage::add_person(
    base::TemplateValues& group, const Person& person, const Visitor& visitor
) const {
    base::TemplateValues& entry = group.add("PERSON");
    entry.set("NAME", model::shown_name(person.contact.display_name));
    if (person.sessions.empty()) return entry.show("AWAY");
    const auto latest = std::max_element(
        person.sessions.begin(),
        person.sessions.end(),
        [](const auto& left, const auto& right) { return left.last_seen < right.last_seen; }
    );
    entry.add("SEEN").set(
        "TEXT", sign_of_life(visitor.reader, latest->last_seen, person.sessions.size())
    );
    base::TemplateValues& form = entry.add("SIGN_OUT");
    form.set(
        "HREF", fmt::format("{}/{}/sign-out", people_path(project_), person.contact.id.value())
    );
    form.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
}

http::Response PeoplePage::sign_out(const http::Request& request) const {
    const auto id = base::parse_int(request.path_value("id"));
    Visitor visitor;
    const bool may = rooms_.database.read([&](store::Connection& connection) {
        visitor = rooms_.visitors.recognise(connection, request);
        const access::Subject subject = subject_in(connection, project_, visitor);
        const auto colleague =
            id ? store::Contacts(connection).find(base::ContactId(*id)) : std::nullopt;
        if (!colleague || colleague->id == subject.contact) return false;
        const model::Standing theirs =
            access::standing_of(connection, project_.key, project_.accounts, *colleague);
        return access::may_sign_out(subject, theirs);
    });
    if (!may) return rooms_.deny(request, project_, visitor);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    rooms_.sessions.end_all_of_colleague(
        base::ContactId(*id), visitor.signed_in->contact.id, request.client_address
    );
    return http::see_other(people_path(project_));
}

}  // namespace connector::portal
