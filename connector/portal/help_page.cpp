#include "connector/portal/help_page.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "base/text.hpp"
#include "connector/portal/paths.hpp"

namespace connector::portal {
namespace {

constexpr access::LimitRule kSearches{"portal.help", 30, std::chrono::minutes{5}};
/// `maxlength` of the field counts UTF-16 units, 200 of them: enough for each as UTF-8.
constexpr std::size_t kMaxQuestion = 600;

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

void show_articles(
    const std::vector<model::Article>& articles,
    std::string_view question,
    const Reader& reader,
    base::TemplateValues& values
) {
    if (articles.empty()) {
        values.add("NOTHING").set("QUESTION", question);
        return;
    }
    base::TemplateValues& found = values.add("FOUND");
    found.set("COUNT", reader.count("1 article"_en, "{{COUNT}} articles"_en, articles.size()));
    bool has_links = false;
    for (const model::Article& article : articles) {
        base::TemplateValues& entry = found.add("ARTICLE");
        base::TemplateValues& heading = entry.add(article.url.empty() ? "UNLINKED" : "LINKED");
        heading.set("TITLE", article.title);
        if (!article.url.empty()) heading.set("HREF", article.url);
        has_links = has_links || !article.url.empty();
        if (!article.excerpt.empty()) entry.add("EXCERPT").set("TEXT", article.excerpt);
    }
    if (has_links) found.show("OPENS_ELSEWHERE");
}

}  // namespace

http::Response HelpPage::show(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const bool may_search =
        access::may(visitor.subject(), access::PortalAction::SearchHelp, project_.doors);
    if (!may_search) return rooms_.deny(request, project_, visitor);
    rooms_.keep_alive(visitor);
    const auto question = question_in(request);
    if (!question) return rooms_.renderer.error_page(400, request);

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
    return rooms_.renderer.page(
        rooms_.frame(project_, visitor, visitor.reader.say("Help articles"_en), status),
        "help",
        values
    );
}

int HelpPage::answer(std::string_view question, const Reader& reader, base::TemplateValues& values)
    const {
    const auto found = rooms_.search_help(project_.key, question);
    if (found) {
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

}  // namespace connector::portal
