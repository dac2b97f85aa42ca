#include "connector/portal/link_page.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/portal/code_page.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

/// Tokens that could be ours are put back into a form's address; anything else is not repeated.
bool is_token_shaped(std::string_view token) {
    return token.size() <= 200 && base::percent_encode(token) == token;
}

}  // namespace

http::Response LinkPage::show(const http::Request& request) const {
    const std::string& token = request.path_value("token");
    // One look into the store: what is read inside shares its snapshot.
    return rooms_.database.read([&](store::Connection& connection) {
        const Visitor visitor = rooms_.visitors.recognise(connection, request);
        const auto preview = rooms_.links.preview(token, rooms_.opener(request, visitor));
        if (preview) return link(visitor, *preview, token, false);
        if (auto onward = send_on(visitor, token)) return *std::move(onward);
        return gone(visitor, token);
    });
}

http::Response LinkPage::exchange(const http::Request& request) const {
    const std::string& token = request.path_value("token");
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    auto who = rooms_.opener(request, visitor);
    who.wants_to_stay = form->value("stay").has_value();
    if (const auto address = form->value("address")) who.typed_address = std::string(*address);

    const auto exchanged = rooms_.links.exchange(token, who);
    if (exchanged) return rooms_.signed_in(*exchanged);
    if (exchanged.error().kind == base::ErrorKind::Unauthorized) {
        const auto preview = rooms_.links.preview(token, who);
        if (preview) return link(visitor, *preview, token, who.typed_address.has_value());
    }
    if (auto onward = send_on(visitor, token)) return *onward;
    return gone(visitor, token);
}

http::Response LinkPage::resend(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    rooms_.link_requests.ask(
        {.what = access::LinkRequests::ByLink{request.path_value("token")},
         .browser_hash = rooms_.visitors.browser_hash(visitor),
         .client = request.client_address}
    );
    const std::string& token = request.path_value("token");
    const std::string path = is_token_shaped(token) ? token : "unknown";
    return CodePage(rooms_, nullptr).sent(visitor, fmt::format("/l/{}/code", path));
}

http::Response LinkPage::link(
    const Visitor& visitor,
    const access::Links::Preview& preview,
    std::string_view token,
    bool was_wrong
) const {
    base::TemplateValues values("link");
    values.set("TOKEN", token);
    const PortalProject* project = rooms_.settings.find(preview.project);
    if (preview.request_key) {
        values.add("REQUEST").set("KEY", preview.request_key->value());
    } else {
        values.add("HOME").set("BRAND", project->brand);
    }
    values.set("ADDRESS", preview.masked_address);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    if (preview.asks_for_address) {
        base::TemplateValues& ask = values.add("ASK_ADDRESS");
        if (was_wrong) ask.show("WRONG");
    }
    if (visitor.signed_in && visitor.signed_in->contact.id != preview.contact) {
        values.add("SWITCH").set("NAME", visitor.signed_in->contact.display_name);
    }
    if (project->offers_stay) values.show("STAY");
    const std::string_view title =
        visitor.reader.say(preview.request_key ? "Open your request"_en : "Open your requests"_en);
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .status = was_wrong ? 422 : 200,
         .title = title,
         .project = project},
        "link",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

http::Response LinkPage::gone(const Visitor& visitor, std::string_view token) const {
    base::TemplateValues values("link_gone");
    values.set("TOKEN", is_token_shaped(token) ? token : "unknown");
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .status = 410,
         .title = visitor.reader.say("This link was used or has expired"_en),
         .project = rooms_.settings.only()},
        "link_gone",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

std::optional<http::Response> LinkPage::send_on(const Visitor& visitor, std::string_view token)
    const {
    if (!visitor.signed_in || !visitor.signed_in->session.link) return std::nullopt;
    const auto origin = rooms_.links.origin(token);
    if (!origin || origin->id != *visitor.signed_in->session.link) return std::nullopt;
    const PortalProject* project = rooms_.settings.find(origin->project);
    if (project != nullptr && !origin->request) return http::see_other(home_path(*project));
    const auto request = rooms_.database.read([&](store::Connection& connection) {
        return store::Requests(connection).find(*origin->request);
    });
    if (project == nullptr || !request) return std::nullopt;
    return http::see_other(request_path(*project, request->key));
}

}  // namespace connector::portal
