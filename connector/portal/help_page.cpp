#include "connector/portal/help_page.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/portal/found_articles.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/request_lists.hpp"

namespace connector::portal {
namespace {

constexpr access::LimitRule kSearches{"portal.help", 30, std::chrono::minutes{5}};
/// `maxlength` of the field counts UTF-16 units, 200 of them: enough for each as UTF-8.
constexpr std::size_t kMaxQuestion = 600;
/// While somebody types: each pause is a question.
constexpr access::LimitRule kOffers{"portal.help_offers", 60, std::chrono::minutes{5}};
constexpr std::size_t kOffered = 3;
constexpr int kOpenShown = 5;

/// As typed, without what no keyboard types. Nothing for a query that is no form.
std::optional<std::string> question_in(const http::Request& request) {
    const auto form = http::Form::parse(request.query);
    if (!form) return std::nullopt;
    std::string question(base::trim(form->value("q").value_or("")));
    std::erase_if(question, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
    });
    return question;
}

}  // namespace

HelpPage::View HelpPage::look(const http::Request& request) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.visitor = rooms_.visitors.recognise(connection, request);
        const access::Subject subject = view.visitor.subject();
        view.may_search = access::may(subject, access::PortalAction::SearchHelp, project_.doors);
        if (!view.may_search || !view.visitor.signed_in) return view;
        const auto own = store::RequestLists(connection)
                             .own(
                                 view.visitor.signed_in->contact.id,
                                 {.project = project_.key, .limit = kOpenShown}
                             );
        for (const store::RequestLists::Entry& entry : own) {
            if (!access::may(subject, access::Action::See, entry.request)) continue;
            view.open_requests.push_back(entry.request);
        }
        return view;
    });
}

http::Response HelpPage::show(const http::Request& request) const {
    const View view = look(request);
    const Visitor& visitor = view.visitor;
    if (!view.may_search) return rooms_.deny(request, project_, visitor);
    rooms_.keep_alive(visitor);
    const auto question = question_in(request);
    if (!question) return rooms_.error_page(400, request);

    base::TemplateValues values("help");
    values.set("PATH", project_.path);
    values.set("TYPED", base::shorten(*question, kMaxQuestion));
    int status = 200;
    if (question->size() > kMaxQuestion) {
        status = 422;
        values.show("TOO_LONG");
    } else if (!question->empty()) {
        const bool is_allowed = rooms_.allow(kSearches, visitor, request);
        status = is_allowed ? answer(*question, visitor.reader, values) : 429;
        if (!is_allowed) values.show("TOO_MANY");
    }
    add_open_requests(values, view);
    return rooms_.renderer.page(
        rooms_.frame(project_, visitor, visitor.reader.say("Help articles"_en), status),
        "help",
        values
    );
}

http::Response HelpPage::offer(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_search) return rooms_.deny(request, project_, view.visitor);
    const auto question = question_in(request);
    if (!question) return rooms_.error_page(400, request);
    base::TemplateValues values("help_offers");
    const bool is_sensible = !question->empty() && question->size() <= kMaxQuestion;
    if (is_sensible && rooms_.allow(kOffers, view.visitor, request)) {
        auto found = rooms_.search_help(project_.key, *question);
        if (found) {
            // What cannot be read here is no help beside a form that is being filled in.
            std::erase_if(*found, [](const auto& article) { return article.id.empty(); });
            if (found->size() > kOffered) found->resize(kOffered);
            remember_articles(rooms_, project_, *found);
            base::TemplateValues* offers = found->empty() ? nullptr : &values.add("OFFERS");
            for (const model::Article& article : *found) {
                base::TemplateValues& entry = offers->add("ARTICLE");
                entry.set("HREF", place_of(project_, article) + "?from=new");
                entry.set("TITLE", article.title);
            }
        }
    }
    return http::html(
        200, rooms_.renderer.fragment(view.visitor.reader, "help_offers", values).value()
    );
}

int HelpPage::answer(std::string_view question, const Reader& reader, base::TemplateValues& values)
    const {
    const auto found = rooms_.search_help(project_.key, question);
    if (found) {
        remember_articles(rooms_, project_, *found);
        show_articles(*found, question, reader, values);
        return 200;
    }
    switch (found.error().kind) {
        case base::ErrorKind::Denied:
        case base::ErrorKind::Unauthorized:
        case base::ErrorKind::NotFound: values.show("NOT_HERE"); return 200;
        case base::ErrorKind::Invalid:
        case base::ErrorKind::Conflict:
        case base::ErrorKind::Limited:
        case base::ErrorKind::Unavailable:
        case base::ErrorKind::Rejected: break;
    }
    rooms_.log.warning(
        "help.search_failed",
        {{"project", project_.key.value()},
         {"kind", base::name_of(found.error().kind)},
         {"reason", found.error().message}}
    );
    values.show("AWAY");
    return 503;
}

void HelpPage::show_articles(
    const std::vector<model::Article>& articles,
    std::string_view question,
    const Reader& reader,
    base::TemplateValues& values
) const {
    if (articles.empty()) {
        values.add("NOTHING").set("QUESTION", question);
        return;
    }
    base::TemplateValues& found = values.add("FOUND");
    found.set("COUNT", reader.count("1 article"_en, "{{COUNT}} articles"_en, articles.size()));
    if (add_articles(found, project_, articles)) found.show("OPENS_ELSEWHERE");
}

void HelpPage::add_open_requests(base::TemplateValues& values, const View& view) const {
    if (view.open_requests.empty()) return;
    base::TemplateValues& open = values.add("OPEN");
    open.set("PATH", project_.path);
    for (const model::Request& request : view.open_requests) {
        base::TemplateValues& entry = open.add("REQUEST");
        entry.set("HREF", request_path(project_, request.key));
        entry.set("KEY", request.key.value());
        entry.set("SUMMARY", request.summary);
        entry.set("STATUS", request.status);
    }
}

}  // namespace connector::portal
