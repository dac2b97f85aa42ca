#include "connector/portal/guest_page.hpp"

#include "base/text.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/takeovers.hpp"

namespace connector::portal {
namespace {

/// "sup-12" is meant as "SUP-12".
std::string to_key(std::string_view typed) {
    std::string key(base::trim(typed));
    for (char& c : key) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return key;
}

}  // namespace

http::Response GuestPage::show_way_back(const http::Request& request) const {
    return page(rooms_.recognise(request), 200, {});
}

http::Response GuestPage::come_back(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    const std::string_view key = form->value("key").value_or("");
    const std::string_view code = form->value("code").value_or("");
    const auto way = rooms_.guests.come_back(
        {.project = project_.key,
         .key = to_key(key),
         .code = std::string(code),
         .client = request.client_address,
         .guest = visitor.guest}
    );
    if (!way) return page(visitor, 422, {key, code, true});
    auto response = http::see_other(request_path(project_, way->request));
    if (way->begun) rooms_.visitors.remember_guest(response, *way->begun);
    return response;
}

http::Response GuestPage::leave(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    if (visitor.guest) rooms_.guests.end(*visitor.guest);
    auto response = http::see_other(sign_in_path(project_));
    if (!visitor.signed_in) rooms_.visitors.sign_out(response);
    return response;
}

http::Response GuestPage::take_over(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (!visitor.signed_in) return http::see_other(sign_in_path(project_));
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    if (!visitor.guest) return http::see_other(home_path(project_));
    const base::ContactId contact = visitor.signed_in->contact.id;
    rooms_.database.write([&](store::Connection& connection) {
        const base::Time now = rooms_.clock.now();
        for (const model::Request& held : held_in(connection, project_, *visitor.guest)) {
            if (!store::Takeovers(connection).add({held.id, contact}, now)) continue;
            store::Audit(connection)
                .add(
                    {.event = "takeover.asked",
                     .contact = contact,
                     .request = held.id,
                     .client = request.client_address},
                    now
                );
        }
    });
    rooms_.on_takeover();
    return http::see_other(home_path(project_));
}

http::Response GuestPage::page(const Visitor& visitor, int status, const Typed& typed) const {
    base::TemplateValues values("come_back");
    values.set("PATH", project_.path);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    values.set("KEY", typed.key);
    values.set("CODE", typed.code);
    if (typed.was_wrong) values.show("WRONG");
    auto response = rooms_.renderer.page(
        rooms_.frame(project_, visitor, visitor.reader.say("Come back to a request"_en), status),
        "come_back",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

std::vector<model::Request> held_in(
    store::Connection& connection, const PortalProject& project, const model::Guest& guest
) {
    std::vector<model::Request> requests;
    for (const base::RequestId id : guest.holds) {
        auto found = store::Requests(connection).find(id);
        const bool is_nobodys = found && found->project == project.key && !found->reporter;
        if (is_nobodys) requests.push_back(*std::move(found));
    }
    return requests;
}

}  // namespace connector::portal
