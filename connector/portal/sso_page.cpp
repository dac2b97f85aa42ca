#include "connector/portal/sso_page.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "connector/portal/paths.hpp"

namespace connector::portal {
namespace {

using base::ErrorKind;
using std::chrono::minutes;

constexpr access::LimitRule kStarts{"sign_in.starts", 30, minutes{10}};
constexpr access::LimitRule kHandOffs{"sign_in.hand_offs", 60, minutes{10}};
constexpr std::size_t kMaxReturnPath = 200;

/// Scanners ask so; only a visit counts.
bool is_visit(const http::Request& request) {
    return request.method == http::Method::Get;
}

/// To a provider, whose address was checked when it was discovered.
http::Response leave_for(const std::string& url) {
    http::Response response{.status = 303, .content_type = "", .body = ""};
    response.headers.push_back({"Location", url});
    return response;
}

bool is_plain_path(std::string_view path) {
    return std::all_of(path.begin(), path.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '/';
    });
}

}  // namespace

http::Response SsoPage::start(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    if (!rooms_.allow(kStarts, visitor, request)) return rooms_.error_page(429, request);
    const auto url = rooms_.sign_ins->begin(
        project_.key, request.path_value("way"), rooms_.visitors.browser_hash(visitor)
    );
    if (!url && url.error().kind == ErrorKind::NotFound) {
        return rooms_.error_page(404, request);
    }
    if (!url) return refuse(request, visitor.reader, url.error());
    auto response = leave_for(*url);
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

http::Response SsoPage::callback(const http::Request& request) const {
    if (!is_visit(request)) return rooms_.error_page(405, request);
    const Visitor visitor = rooms_.recognise(request);
    const auto query = http::Form::parse(request.query);
    if (!query) return rooms_.error_page(400, request);
    const auto code = query->value("code");
    if (!code || code->empty()) {
        return dead_end(
            request,
            visitor.reader,
            200,
            "The sign-in was not finished"_en,
            "Nothing happened. You can try once more."_en
        );
    }
    const auto ticket = rooms_.sign_ins->come_back(
        project_.key,
        request.path_value("way"),
        {.state = std::string(query->value("state").value_or("")),
         .code = std::string(*code),
         .issuer = std::string(query->value("iss").value_or("")),
         .browser_hash = rooms_.visitors.browser_hash(visitor),
         .client = request.client_address}
    );
    return ticket ? with_ticket(*ticket) : refuse(request, visitor.reader, ticket.error());
}

http::Response SsoPage::show_hand_off(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto query = http::Form::parse(request.query);
    if (!query) return rooms_.error_page(400, request);
    const std::string_view token = query->value("token").value_or("");
    const auto who = rooms_.sign_ins->look_at(project_.key, token);
    if (!who) return refuse(request, visitor.reader, who.error());
    base::TemplateValues values("arrive");
    values.set("ACTION", hand_off_path(project_));
    values.set("SHOWN_AS", *who);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    base::TemplateValues& fields = values.add("HAND_OFF");
    fields.set("TOKEN", token);
    fields.set("TO", return_path(query->value("to").value_or("")));
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .title = visitor.reader.say("Open your requests"_en),
         .project = &project_},
        "arrive",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

http::Response SsoPage::hand_off(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form) return rooms_.error_page(400, request);
    if (!rooms_.allow(kHandOffs, visitor, request)) return rooms_.error_page(429, request);
    // The button of our own page, which named whom it is for, is as good as the product's page.
    const bool is_ours = rooms_.visitors.check_form(request, *form, visitor).has_value();
    const auto ticket = rooms_.sign_ins->hand_over(
        project_.key,
        {.token = std::string(form->value("token").value_or("")),
         .return_to = return_path(form->value("to").value_or("")),
         .is_direct = is_ours || is_from_product(request),
         .client = request.client_address}
    );
    return ticket ? with_ticket(*ticket) : refuse(request, visitor.reader, ticket.error());
}

http::Response SsoPage::arrived(const http::Request& request) const {
    if (!is_visit(request)) return rooms_.error_page(405, request);
    const Visitor visitor = rooms_.recognise(request);
    const std::string ticket = rooms_.visitors.ticket(request);
    const auto arrival = rooms_.sign_ins->find(project_.key, ticket);
    if (!arrival) return http::see_other(project_.path + "/");
    const bool is_other = visitor.signed_in && visitor.signed_in->contact.id != arrival->contact;
    if (is_other || !arrival->is_direct) return ask(visitor, *arrival);
    return finish(request, visitor, ticket);
}

http::Response SsoPage::arrive(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    return finish(request, visitor, rooms_.visitors.ticket(request));
}

http::Response SsoPage::finish(
    const http::Request& request, const Visitor& visitor, std::string_view ticket
) const {
    const auto arrived =
        rooms_.sign_ins->arrive(project_.key, ticket, rooms_.new_session(request, visitor));
    if (!arrived) return http::see_other(project_.path + "/");
    auto response =
        http::see_other(arrived->return_to.empty() ? project_.path + "/" : arrived->return_to);
    rooms_.visitors.sign_in(response, arrived->session_cookie, arrived->session_lifetime);
    rooms_.visitors.keep_ticket(response, "", base::seconds{0});
    return response;
}

http::Response SsoPage::ask(const Visitor& visitor, const access::SignIns::Arrival& arrival) const {
    base::TemplateValues values("arrive");
    values.set("ACTION", arrive_path(project_));
    values.set("SHOWN_AS", arrival.shown_as);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    if (visitor.signed_in && visitor.signed_in->contact.id != arrival.contact) {
        values.add("SWITCH").set("NAME", visitor.signed_in->contact.display_name);
    }
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .title = visitor.reader.say("Open your requests"_en),
         .project = &project_},
        "arrive",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

http::Response SsoPage::with_ticket(const std::string& ticket) const {
    auto response = http::see_other(arrive_path(project_));
    rooms_.visitors.keep_ticket(response, ticket, access::SignIns::kTicketLife);
    return response;
}

http::Response SsoPage::refuse(
    const http::Request& request, const Reader& reader, const base::Error& error
) const {
    switch (error.kind) {
        case ErrorKind::Unauthorized:
            return dead_end(
                request,
                reader,
                410,
                "This sign-in has expired"_en,
                "It works once, for a short while, and in the browser that began it. Please sign "
                "in again."_en
            );
        case ErrorKind::NotFound:
        case ErrorKind::Denied:
            return dead_end(
                request,
                reader,
                403,
                "We don't know this account here"_en,
                "You are signed in elsewhere, but nobody with that verified address has requests "
                "here yet. Did you write to us from another one? Then sign in with it."_en
            );
        default:
            return dead_end(
                request,
                reader,
                502,
                "That sign-in is out of order"_en,
                "The other side did not answer as it should. Try again in a minute, or let us "
                "mail you a link."_en
            );
    }
}

http::Response SsoPage::dead_end(
    const http::Request& request, const Reader& reader, int status, English heading, English text
) const {
    const std::string path = sign_in_path(project_);
    return rooms_.renderer.dead_end(
        {.reader = reader, .status = status, .title = reader.say(heading), .project = &project_},
        reader.say(heading),
        reader.say(text),
        Renderer::WayOn{reader.say("Sign in"_en), path},
        request.id
    );
}

std::string SsoPage::return_path(std::string_view wish) const {
    const bool is_ours = wish.size() <= kMaxReturnPath && wish.starts_with(project_.path + "/") &&
                         wish.find("//") == std::string_view::npos && is_plain_path(wish);
    return is_ours ? std::string(wish) : "";
}

bool SsoPage::is_from_product(const http::Request& request) const {
    const auto origin = request.header("origin");
    const auto& origins = project_.hand_off_origins;
    return origin && std::find(origins.begin(), origins.end(), *origin) != origins.end();
}

}  // namespace connector::portal
