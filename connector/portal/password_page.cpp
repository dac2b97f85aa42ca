#include "connector/portal/password_page.hpp"

#include "connector/portal/paths.hpp"

namespace connector::portal {
namespace {

using base::ErrorKind;

English problem_for(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Invalid:
            return "Take at least 12 characters and at most 128, and not your address."_en;
        case ErrorKind::Conflict:
            return "This password is in a list of stolen ones. Please choose another."_en;
        case ErrorKind::Denied: return "That is not your current password."_en;
        case ErrorKind::Limited:
            return "That were too many tries. Sign in by a link, then set a new password."_en;
        default: return "That did not work. Please try once more."_en;
    }
}

}  // namespace

http::Response PasswordPage::show(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (!visitor.signed_in) return http::see_other(sign_in_path(project_));
    return page(visitor, 200, "", request.query == "done");
}

http::Response PasswordPage::set(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refused = rooms_.refuse_form(request, project_, visitor, form)) return *refused;
    return answer(
        request,
        visitor,
        rooms_.passwords->set(
            project_.key,
            {.who = *visitor.signed_in,
             .current = form->value("current").value_or(""),
             .client = request.client_address},
            form->value("password").value_or("")
        )
    );
}

http::Response PasswordPage::remove(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (auto refused = rooms_.refuse_form(request, project_, visitor, form)) return *refused;
    return answer(
        request,
        visitor,
        rooms_.passwords->remove(
            {.who = *visitor.signed_in,
             .current = form->value("current").value_or(""),
             .client = request.client_address}
        )
    );
}

http::Response PasswordPage::answer(
    const http::Request& request, const Visitor& visitor, const base::Result<void>& done
) const {
    if (done) return http::see_other(project_.path + "/account/password?done");
    switch (done.error().kind) {
        case ErrorKind::Unavailable: return rooms_.error_page(503, request);
        case ErrorKind::NotFound: return http::see_other(project_.path + "/account/password");
        default:
            return page(visitor, 422, visitor.reader.say(problem_for(done.error().kind)), false);
    }
}

http::Response PasswordPage::page(
    const Visitor& visitor, int status, std::string_view problem, bool is_done
) const {
    const auto& [session, contact] = *visitor.signed_in;
    const std::string form_token = rooms_.visitors.form_token(visitor);
    const bool has_one = rooms_.passwords->has_one(contact.id);
    const bool is_just_proven = access::is_just_proven(session, rooms_.clock.now());
    base::TemplateValues values("password");
    values.set("PATH", project_.path);
    if (is_done) values.show("DONE");
    if (has_one) values.show("HAS_ONE");
    if (!has_one && !is_just_proven) values.show("TOO_LATE");
    if (has_one || is_just_proven) {
        base::TemplateValues& form = values.add("FORM");
        form.set("PATH", project_.path);
        form.set("FORM_TOKEN", form_token);
        form.set("ADDRESS", contact.address.value_or(""));
        form.set(
            "VERB", visitor.reader.say(has_one ? "Change the password"_en : "Set the password"_en)
        );
        if (!is_just_proven) form.show("CURRENT");
        if (!problem.empty()) form.add("PROBLEM").set("TEXT", problem);
    }
    if (has_one) {
        base::TemplateValues& form = values.add("REMOVE");
        form.set("PATH", project_.path);
        form.set("FORM_TOKEN", form_token);
        if (!is_just_proven) form.show("CURRENT");
    }
    return rooms_.renderer.page(
        {.reader = visitor.reader,
         .status = status,
         .title = visitor.reader.say("Your password"_en),
         .project = &project_,
         .signed_in_as = contact.display_name,
         .form_token = form_token,
         .here = visitor.here},
        "password",
        values
    );
}

}  // namespace connector::portal
