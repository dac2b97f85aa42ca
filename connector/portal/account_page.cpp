#include "connector/portal/account_page.hpp"

#include "base/text.hpp"
#include "connector/portal/device_name.hpp"
#include "connector/portal/paths.hpp"

namespace connector::portal {
namespace {

English history_by(model::MadeBy made_by) {
    switch (made_by) {
        case model::MadeBy::Link: return "Since {{SINCE}} by link, last used {{SEEN}}"_en;
        case model::MadeBy::Code: return "Since {{SINCE}} by code, last used {{SEEN}}"_en;
        case model::MadeBy::SignInWay:
            return "Since {{SINCE}} by single sign-on, last used {{SEEN}}"_en;
        case model::MadeBy::Password: return "Since {{SINCE}} by password, last used {{SEEN}}"_en;
        case model::MadeBy::Passkey: return "Since {{SINCE}} by passkey, last used {{SEEN}}"_en;
    }
    return "Since {{SINCE}} by link, last used {{SEEN}}"_en;
}

std::string history_of(const Reader& reader, const model::Session& session) {
    return reader.say(
        history_by(session.made_by),
        {{"SINCE", reader.when(session.created)}, {"SEEN", reader.when(session.last_seen)}}
    );
}

}  // namespace

http::Response AccountPage::show(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (!visitor.signed_in) return http::see_other(sign_in_path(project_));
    const auto& [session, contact] = *visitor.signed_in;
    const std::string form_token = rooms_.visitors.form_token(visitor);

    base::TemplateValues values("account");
    values.set("PATH", project_.path);
    values.set("NAME", contact.display_name);
    values.set("ADDRESS", contact.address.value_or(""));
    values.set("FORM_TOKEN", form_token);
    if (project_.passwords || project_.passkeys) values.show("PROOFS");
    if (project_.passwords) values.add("PASSWORD").set("PATH", project_.path);
    if (project_.passkeys) values.add("PASSKEYS").set("PATH", project_.path);
    for (const model::Session& open : rooms_.sessions.list_of(contact.id)) {
        base::TemplateValues& entry = values.add("SESSION");
        entry.set("PATH", project_.path);
        entry.set("ID", std::to_string(open.id.value()));
        entry.set("FORM_TOKEN", form_token);
        entry.set("DEVICE", device_name(visitor.reader, open.device));
        entry.set("TEXT", history_of(visitor.reader, open));
        if (open.id == session.id) entry.show("THIS");
    }
    return rooms_.renderer.page(
        {.reader = visitor.reader,
         .title = visitor.reader.say("Your account"_en),
         .project = &project_,
         .signed_in_as = contact.display_name,
         .form_token = form_token,
         .here = visitor.here},
        "account",
        values
    );
}

http::Response AccountPage::end_session(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (auto refused = refuse(request, visitor)) return *refused;
    const auto id = base::parse_int(request.path_value("id"));
    const base::ContactId owner = visitor.signed_in->contact.id;
    if (!id || !rooms_.sessions.end(base::SessionId(*id), owner, request.client_address)) {
        return rooms_.error_page(404, request);
    }
    if (base::SessionId(*id) == visitor.signed_in->session.id) return signed_out();
    return http::see_other(project_.path + "/account");
}

http::Response AccountPage::sign_out(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (auto refused = refuse(request, visitor)) return *refused;
    const auto& [session, contact] = *visitor.signed_in;
    rooms_.sessions.end(session.id, contact.id, request.client_address);
    if (visitor.guest) rooms_.guests.end(*visitor.guest);
    return signed_out();
}

http::Response AccountPage::sign_out_everywhere(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (auto refused = refuse(request, visitor)) return *refused;
    rooms_.sessions.end_all_of(visitor.signed_in->contact.id, request.client_address);
    if (visitor.guest) rooms_.guests.end(*visitor.guest);
    return signed_out();
}

std::optional<http::Response> AccountPage::refuse(
    const http::Request& request, const Visitor& visitor
) const {
    return rooms_.refuse_form(request, project_, visitor, http::Form::parse(request.body));
}

http::Response AccountPage::signed_out() const {
    auto response = http::see_other(sign_in_path(project_));
    rooms_.visitors.sign_out(response);
    return response;
}

}  // namespace connector::portal
