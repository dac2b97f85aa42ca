#include "connector/portal/found_articles.hpp"

#include <fmt/format.h>

#include "connector/portal/paths.hpp"
#include "connector/store/articles.hpp"

namespace connector::portal {

void remember_articles(
    const Rooms& rooms, const PortalProject& project, const std::vector<model::Article>& articles
) {
    const base::Time now = rooms.clock.now();
    const auto news = rooms.database.read([&](store::Connection& connection) {
        return store::Articles(connection).news_in(project.key, articles, now);
    });
    if (news.empty()) return;
    rooms.database.write([&](store::Connection& connection) {
        for (const model::Article& article : news) {
            store::Articles(connection).save(project.key, article, now);
        }
    });
}

std::string place_of(const PortalProject& project, const model::Article& article) {
    if (article.id.empty()) return article.url;
    return fmt::format("{}/{}", help_path(project), article.id);
}

bool add_articles(
    base::TemplateValues& values,
    const PortalProject& project,
    const std::vector<model::Article>& articles
) {
    bool leads_out = false;
    for (const model::Article& article : articles) {
        const std::string place = place_of(project, article);
        base::TemplateValues& entry = values.add("ARTICLE");
        base::TemplateValues& heading = entry.add(place.empty() ? "UNLINKED" : "LINKED");
        heading.set("TITLE", article.title);
        if (!place.empty()) heading.set("HREF", place);
        leads_out = leads_out || (article.id.empty() && !place.empty());
        if (!article.excerpt.empty()) entry.add("EXCERPT").set("TEXT", article.excerpt);
    }
    return leads_out;
}

}  // namespace connector::portal
