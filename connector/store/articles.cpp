#include "connector/store/articles.hpp"

#include <fmt/format.h>

namespace connector::store {
namespace {

constexpr std::chrono::days kSavedAnew{1};

model::Article article_in(const Row& row, int first) {
    return {
        .title = row.string(first),
        .excerpt = row.string(first + 1),
        .url = row.string(first + 2),
        .id = row.string(first + 3)};
}

std::string_view column_of(Articles::Vote vote) {
    switch (vote) {
        case Articles::Vote::Helped: return "helped = helped + 1";
        case Articles::Vote::DidNotHelp: return "did_not_help = did_not_help + 1";
        case Articles::Vote::Deflected: return "helped = helped + 1, deflected = deflected + 1";
    }
    return "";
}

}  // namespace

std::vector<model::Article> Articles::news_in(
    const base::ProjectKey& project, const std::vector<model::Article>& found, base::Time now
) {
    std::vector<model::Article> news;
    for (const model::Article& article : found) {
        if (article.id.empty()) continue;
        const auto known = connection_.first(
            "select 1 from articles where project = $1 and article_id = $2 and title = $3 "
            "and excerpt = $4 and url = $5 and found_at > $6",
            {std::string_view(project.value()),
             std::string_view(article.id),
             std::string_view(article.title),
             std::string_view(article.excerpt),
             std::string_view(article.url),
             base::to_millis(now - kSavedAnew)},
            [](const Row&) { return true; }
        );
        if (!known) news.push_back(article);
    }
    return news;
}

void Articles::save(
    const base::ProjectKey& project, const model::Article& article, base::Time now
) {
    connection_.run(
        "insert into articles (project, article_id, title, excerpt, url, found_at) "
        "values ($1, $2, $3, $4, $5, $6) on conflict (project, article_id) do update set "
        "title = excluded.title, excerpt = excluded.excerpt, url = excluded.url, "
        "found_at = excluded.found_at",
        {std::string_view(project.value()),
         std::string_view(article.id),
         std::string_view(article.title),
         std::string_view(article.excerpt),
         std::string_view(article.url),
         base::to_millis(now)}
    );
}

std::optional<model::Article> Articles::find(const base::ProjectKey& project, std::string_view id) {
    return connection_.first(
        "select title, excerpt, url, article_id from articles "
        "where project = $1 and article_id = $2",
        {std::string_view(project.value()), id},
        [](const Row& row) { return article_in(row, 0); }
    );
}

void Articles::count(const base::ProjectKey& project, std::string_view id, Vote vote) {
    connection_.run(
        fmt::format(
            "update articles set {} where project = $1 and article_id = $2", column_of(vote)
        ),
        {std::string_view(project.value()), id}
    );
}

std::vector<Articles::Counted> Articles::list(int limit) {
    std::vector<Counted> list;
    connection_.query(
        "select title, excerpt, url, article_id, project, helped, did_not_help, deflected "
        "from articles order by helped + did_not_help desc, project, article_id limit $1",
        {std::int64_t{limit}},
        [&](const Row& row) {
            list.push_back(
                {.project = base::ProjectKey(row.string(4)),
                 .article = article_in(row, 0),
                 .counts = {row.integer(5), row.integer(6), row.integer(7)}}
            );
        }
    );
    return list;
}

Articles::Counts Articles::total() {
    return *connection_.first(
        "select coalesce(sum(helped), 0), coalesce(sum(did_not_help), 0), "
        "coalesce(sum(deflected), 0) from articles",
        {},
        [](const Row& row) {
            return Counts{row.integer(0), row.integer(1), row.integer(2)};
        }
    );
}

void Articles::purge(base::Time found_before) {
    connection_.run("delete from articles where found_at < $1", {base::to_millis(found_before)});
}

}  // namespace connector::store
