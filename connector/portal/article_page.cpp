#include "connector/portal/article_page.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/articles.hpp"

namespace connector::portal {
namespace {

using Vote = store::Articles::Vote;

constexpr access::LimitRule kReads{"portal.article", 60, std::chrono::minutes{5}};
constexpr access::LimitRule kVotes{"portal.article_vote", 1, std::chrono::hours{24}};

std::string asked(const http::Request& request, std::string_view field) {
    const auto query = http::Form::parse(request.query);
    return query ? std::string(query->value(field).value_or("")) : "";
}

std::optional<Vote> vote_in(const http::Form& form) {
    const std::string_view answer = form.value("answer").value_or("");
    if (answer == "no") return Vote::DidNotHelp;
    if (answer != "yes") return std::nullopt;
    return form.value("from") == "new" ? Vote::Deflected : Vote::Helped;
}

}  // namespace

http::Response ArticlePage::show(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_read || !view.article) return rooms_.deny(request, project_, view.visitor);
    rooms_.keep_alive(view.visitor);
    if (!rooms_.allow(kReads, view.visitor, request)) {
        return rooms_.error_page(429, request);
    }
    const auto text = rooms_.read_article(view.article->id);
    return text ? page(view, request, *text) : without_text(view, request, text.error());
}

http::Response ArticlePage::vote(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_read || !view.article) return rooms_.deny(request, project_, view.visitor);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, view.visitor)) {
        return rooms_.error_page(403, request);
    }
    const auto vote = vote_in(*form);
    if (!vote) return rooms_.error_page(400, request);
    const std::string& id = view.article->id;
    const std::string voter = fmt::format(
        "{} {} {}", base::to_hex(rooms_.visitors.browser_hash(view.visitor)), project_.path, id
    );
    if (rooms_.limits.take(kVotes, voter)) {
        rooms_.database.write([&](store::Connection& connection) {
            store::Articles(connection).count(project_.key, id, *vote);
        });
    }
    const bool is_no = *vote == Vote::DidNotHelp;
    const bool is_from_new = form->value("from") == "new";
    return http::see_other(fmt::format(
        "{}/{}?thanks={}{}#said",
        help_path(project_),
        id,
        is_no ? "no" : "yes",
        is_from_new ? "&from=new" : ""
    ));
}

ArticlePage::View ArticlePage::look(const http::Request& request) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.visitor = rooms_.visitors.recognise(connection, request);
        view.may_read =
            access::may(view.visitor.subject(), access::PortalAction::SearchHelp, project_.doors);
        if (!view.may_read) return view;
        view.article = store::Articles(connection).find(project_.key, request.path_value("id"));
        return view;
    });
}

http::Response ArticlePage::page(
    const View& view, const http::Request& request, const base::SafeHtml& text
) const {
    const model::Article& article = *view.article;
    const std::string thanks = asked(request, "thanks");
    const bool is_from_new = asked(request, "from") == "new";
    base::TemplateValues values("article");
    values.set("PATH", project_.path);
    values.set("TITLE", article.title);
    if (text.value().empty()) {
        values.show("EMPTY");
    } else {
        values.add("TEXT").set("BODY_HTML", text);
    }
    if (!article.url.empty()) values.add("ELSEWHERE").set("HREF", article.url);
    if (thanks == "yes") {
        values.show(is_from_new ? "DEFLECTED" : "HELPED");
    } else if (thanks == "no") {
        values.add(is_from_new ? "GO_ON" : "NO_HELP").set("PATH", project_.path);
    } else {
        base::TemplateValues& ask = values.add("ASK");
        ask.set("ACTION", fmt::format("{}/{}/helped", help_path(project_), article.id));
        ask.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
        if (is_from_new) ask.show("FROM_NEW");
    }
    auto response = rooms_.renderer.page(
        rooms_.frame(project_, view.visitor, article.title), "article", values
    );
    rooms_.visitors.remember_browser(response, view.visitor);
    return response;
}

http::Response ArticlePage::without_text(
    const View& view, const http::Request& request, const base::Error& error
) const {
    const model::Article& article = *view.article;
    switch (error.kind) {
        case base::ErrorKind::Denied:
        case base::ErrorKind::Unauthorized:
        case base::ErrorKind::NotFound: return rooms_.error_page(404, request);
        case base::ErrorKind::Unavailable:
        case base::ErrorKind::Limited:
        case base::ErrorKind::Conflict: break;
        case base::ErrorKind::Invalid:
        case base::ErrorKind::Rejected: {
            base::TemplateValues values("article");
            values.set("PATH", project_.path);
            values.set("TITLE", article.title);
            if (!article.excerpt.empty()) values.add("EXCERPT").set("TEXT", article.excerpt);
            if (!article.url.empty()) values.add("ONLY_ELSEWHERE").set("HREF", article.url);
            return rooms_.renderer.page(
                rooms_.frame(project_, view.visitor, article.title), "article", values
            );
        }
    }
    rooms_.log.warning(
        "help.read_failed",
        {{"project", project_.key.value()},
         {"article", article.id},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    return rooms_.error_page(503, request);
}

}  // namespace connector::portal
