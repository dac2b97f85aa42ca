#include "connector/portal/passkey_page.hpp"

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "connector/portal/device_name.hpp"
#include "connector/portal/paths.hpp"

namespace connector::portal {
namespace {

using base::ErrorKind;
using nlohmann::json;

English problem_for(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Conflict: return "This passkey is here already."_en;
        case ErrorKind::Invalid: return "Ten passkeys are all you can have. Remove one first."_en;
        case ErrorKind::Denied: return "To add a passkey, sign in again by a link first."_en;
        default: return "That did not work. Please try once more."_en;
    }
}

/// A field that the script has filled in; nothing becomes empty bytes, which prove nothing.
base::Bytes bytes_of(const http::Form& form, std::string_view name) {
    return base::from_base64url(form.value(name).value_or("")).value_or(base::Bytes());
}

std::string text_of(const http::Form& form, std::string_view name) {
    return std::string(base::as_text(bytes_of(form, name)));
}

}  // namespace

http::Response PasskeyPage::show(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (!visitor.signed_in) return http::see_other(sign_in_path(project_));
    return page(visitor, 200, "");
}

http::Response PasskeyPage::invite(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refused = rooms_.refuse_form(request, project_, visitor, form)) return *refused;
    const auto invitation =
        rooms_.passkeys->invite(*visitor.signed_in, rooms_.visitors.browser_hash(visitor));
    if (!invitation) {
        return rooms_.error_page(http_status_of(invitation.error().kind), request);
    }
    json existing = json::array();
    for (const base::Bytes& id : invitation->existing) existing.push_back(base::to_base64url(id));
    const model::Contact& contact = visitor.signed_in->contact;
    auto response = http::json(
        200,
        json{
            {"challenge", invitation->challenge},
            {"party", rooms_.passkeys->party().id},
            {"brand", project_.brand},
            {"handle", base::to_base64url(invitation->handle)},
            {"address", contact.address.value_or(contact.display_name)},
            {"name", contact.display_name},
            {"existing", existing}}
            .dump()
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

http::Response PasskeyPage::add(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refused = rooms_.refuse_form(request, project_, visitor, form)) return *refused;
    const std::string_view name = base::trim(form->value("name").value_or(""));
    const auto added = rooms_.passkeys->add(
        *visitor.signed_in,
        {.client_data = text_of(*form, "client_data"),
         .authenticator_data = bytes_of(*form, "authenticator_data"),
         .name = name.empty() ? device_name(visitor.reader, visitor.signed_in->session.device)
                              : std::string(name),
         .browser_hash = rooms_.visitors.browser_hash(visitor),
         .client = request.client_address}
    );
    if (!added) return page(visitor, 422, visitor.reader.say(problem_for(added.error().kind)));
    return http::see_other(passkeys_path(project_));
}

http::Response PasskeyPage::remove(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refused = rooms_.refuse_form(request, project_, visitor, form)) return *refused;
    const auto id = base::parse_int(request.path_value("id"));
    const base::ContactId owner = visitor.signed_in->contact.id;
    if (!id || !rooms_.passkeys->remove(owner, *id, request.client_address)) {
        return rooms_.error_page(404, request);
    }
    return http::see_other(passkeys_path(project_));
}

http::Response PasskeyPage::challenge(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    auto response = http::json(
        200,
        json{
            {"challenge", rooms_.passkeys->challenge(rooms_.visitors.browser_hash(visitor))},
            {"party", rooms_.passkeys->party().id}}
            .dump()
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

http::Response PasskeyPage::sign_in(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    const auto proven = rooms_.passkeys->sign_in(
        project_.key,
        {.credential_id = bytes_of(*form, "credential"),
         .handle = bytes_of(*form, "handle"),
         .client_data = text_of(*form, "client_data"),
         .authenticator_data = bytes_of(*form, "authenticator_data"),
         .signature = bytes_of(*form, "signature"),
         .browser_hash = rooms_.visitors.browser_hash(visitor)},
        rooms_.new_session(request, visitor)
    );
    if (proven) return rooms_.signed_in(project_, *proven);
    const Reader& reader = visitor.reader;
    const std::string_view heading = reader.say("That passkey did not work"_en);
    const std::string path = sign_in_path(project_);
    return rooms_.renderer.dead_end(
        {.reader = reader, .status = 422, .title = heading, .project = &project_},
        heading,
        reader.say("It may have been removed, or be another account's. Let us mail you a link: "
                   "that always works."_en),
        Renderer::WayOn{reader.say("Sign in"_en), path},
        request.id
    );
}

http::Response PasskeyPage::page(const Visitor& visitor, int status, std::string_view problem)
    const {
    const auto& [session, contact] = *visitor.signed_in;
    const std::string form_token = rooms_.visitors.form_token(visitor);
    base::TemplateValues values("passkeys");
    values.set("PATH", project_.path);
    values.set("SCRIPT", rooms_.renderer.script_path("passkeys"));
    for (const auto& passkey : rooms_.passkeys->list_of(contact.id)) {
        base::TemplateValues& entry = values.add("PASSKEY");
        entry.set("PATH", project_.path);
        entry.set("ID", std::to_string(passkey.id));
        entry.set("NAME", passkey.name);
        entry.set("FORM_TOKEN", form_token);
        base::TemplateValues& history = entry.add(passkey.used ? "USED" : "UNUSED");
        history.set("SINCE", visitor.reader.when(passkey.created));
        if (passkey.used) history.set("AT", visitor.reader.when(*passkey.used));
    }
    if (!problem.empty()) values.add("PROBLEM").set("TEXT", problem);
    if (access::is_just_proven(session, rooms_.clock.now())) {
        base::TemplateValues& form = values.add("FORM");
        form.set("PATH", project_.path);
        form.set("FORM_TOKEN", form_token);
    } else {
        values.show("TOO_LATE");
    }
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .status = status,
         .title = visitor.reader.say("Your passkeys"_en),
         .project = &project_,
         .signed_in_as = contact.display_name,
         .form_token = form_token,
         .here = visitor.here},
        "passkeys",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

}  // namespace connector::portal
