#include "connector/portal/sign_in_page.hpp"

#include "connector/http/security_headers.hpp"
#include "connector/model/email_address.hpp"
#include "connector/portal/code_page.hpp"
#include "connector/portal/paths.hpp"

namespace connector::portal {

http::Response SignInPage::show(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (visitor.signed_in) return http::see_other(project_.path + "/");
    return page(visitor, {});
}

http::Response SignInPage::ask(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    const std::string_view typed = form->value("address").value_or("");
    if (!model::normalize_address(typed)) {
        return page(
            visitor,
            {.status = 422,
             .typed = typed,
             .problem = visitor.reader.say("That does not look like an e-mail address."_en)}
        );
    }
    if (project_.puzzle && rooms_.work->is_wanted(request.client_address)) {
        const bool is_solved = rooms_.work->is_solved(
            form->value("puzzle").value_or(""),
            form->value("number").value_or(""),
            rooms_.visitors.browser_hash(visitor)
        );
        if (!is_solved) return puzzle(visitor, typed);
    }
    rooms_.link_requests.ask(
        {.what = access::LinkRequests::ByAddress{std::string(typed), project_.key},
         .browser_hash = rooms_.visitors.browser_hash(visitor),
         .client = request.client_address}
    );
    return CodePage(rooms_, &project_).sent(visitor, sign_in_path(project_) + "/code");
}

http::Response SignInPage::puzzle(const Visitor& visitor, std::string_view typed) const {
    base::TemplateValues values("puzzle");
    values.set("ACTION", sign_in_path(project_));
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    values.set("ADDRESS", typed);
    values.set("PUZZLE", rooms_.work->puzzle_for(rooms_.visitors.browser_hash(visitor)));
    values.set("BITS", std::to_string(access::ProofOfWork::kBits));
    values.set("SCRIPT", rooms_.renderer.script_path("puzzle"));
    return rooms_.renderer.page(
        {.reader = visitor.reader,
         .title = visitor.reader.say("One moment"_en),
         .project = &project_},
        "puzzle",
        values
    );
}

http::Response SignInPage::use_password(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    const auto proven = rooms_.passwords->sign_in(
        project_.key,
        {.address = form->value("address").value_or(""),
         .password = form->value("password").value_or("")},
        rooms_.new_session(request, visitor)
    );
    if (proven) return rooms_.signed_in(project_, *proven);
    if (proven.error().kind == base::ErrorKind::Unavailable) {
        return rooms_.error_page(503, request);
    }
    return page(visitor, {.status = 422, .was_wrong_password = true});
}

http::Response SignInPage::page(const Visitor& visitor, const Shown& shown) const {
    base::TemplateValues values("sign_in");
    values.set("PATH", project_.path);
    values.set("BRAND", project_.brand);
    values.set("TYPED", shown.typed);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    if (!shown.problem.empty()) values.add("PROBLEM").set("TEXT", shown.problem);
    add_ways(values, visitor);
    add_password(values, visitor, shown.was_wrong_password);
    if (project_.passkeys) {
        base::TemplateValues& passkey = values.add("PASSKEY");
        passkey.set("ACTION", passkey_path(project_));
        passkey.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
        values.add("SCRIPTED").set("SCRIPT", rooms_.renderer.script_path("passkeys"));
    }
    const bool has_guests = rooms_.database.read([&](store::Connection& connection) {
        return takes_guests(connection, project_);
    });
    if (has_guests) values.show("GUESTS");
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .status = shown.status,
         .title = visitor.reader.say("Sign in"_en),
         .project = &project_,
         .form_token = rooms_.visitors.form_token(visitor),
         .here = visitor.here},
        "sign_in",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    if (!project_.sign_in_buttons.empty()) {
        // Browsers hold the redirect that follows a form to the form's policy, too.
        response.headers.push_back(
            {"Content-Security-Policy", http::content_security_policy(project_.sign_in_origins)}
        );
    }
    return response;
}

void SignInPage::add_password(base::TemplateValues& values, const Visitor& visitor, bool was_wrong)
    const {
    if (!project_.passwords) return;
    base::TemplateValues& password = values.add("PASSWORD");
    password.set("ACTION", password_path(project_));
    password.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    if (was_wrong) password.show("WRONG");
}

void SignInPage::add_ways(base::TemplateValues& values, const Visitor& visitor) const {
    if (project_.sign_in_buttons.empty()) return;
    values.show("WAYS");
    for (const SignInButton& button : project_.sign_in_buttons) {
        base::TemplateValues& way = values.add("WAY");
        way.set("ACTION", sign_in_path(project_) + "/" + button.name);
        way.set("LABEL", button.label);
        way.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    }
}

}  // namespace connector::portal
