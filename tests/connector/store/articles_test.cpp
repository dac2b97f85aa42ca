#include "connector/store/articles.hpp"

#include <gtest/gtest.h>

#include "connector/store/sqlite.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using connector::model::Article;
using store::Articles;
using store::Connection;

struct ArticlesFound : testing::Test {
    const base::ProjectKey sup{"SUP"};
    const Article toner{"Toner", "How to", "https://acme.atlassian.net/a/1", "1"};
    TempDir directory;
    base::Metrics metrics;
    FakeClock clock;
    store::SqliteDatabase database{directory.path() / "store.db", store::Access::Owner, metrics};

    template <typename Use>
    auto with(Use use) {
        return database.write([&](Connection& connection) {
            Articles articles(connection);
            return use(articles);
        });
    }

    std::size_t news(const std::vector<Article>& found) {
        return with([&](Articles& articles) {
            return articles.news_in(sup, found, clock.now()).size();
        });
    }

    void save(const Article& article) {
        with([&](Articles& articles) { articles.save(sup, article, clock.now()); });
    }

    void count(const std::string& id, Articles::Vote vote) {
        with([&](Articles& articles) { articles.count(sup, id, vote); });
    }
};

TEST_F(ArticlesFound, NewsAreWhatIsNotKnownAsItIs) {
    EXPECT_EQ(news({toner, {"No id", "", "", ""}}), 1U);
    save(toner);
    EXPECT_EQ(news({toner}), 0U);

    Article changed = toner;
    changed.title = "Toner, anew";
    EXPECT_EQ(news({changed}), 1U);

    clock.advance(std::chrono::hours{24});
    EXPECT_EQ(news({toner}), 1U) << "to be seen as found again";
}

TEST_F(ArticlesFound, SavedAnewKeepsItsVotes) {
    save(toner);
    count("1", Articles::Vote::Helped);
    count("1", Articles::Vote::Deflected);
    count("1", Articles::Vote::DidNotHelp);
    count("2", Articles::Vote::Helped);
    save({"Toner, anew", "", "", "1"});

    const auto list = with([](Articles& articles) { return articles.list(10); });
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].article.title, "Toner, anew");
    EXPECT_EQ(list[0].counts.helped, 2);
    EXPECT_EQ(list[0].counts.did_not_help, 1);
    EXPECT_EQ(list[0].counts.deflected, 1);
    EXPECT_EQ(with([](Articles& articles) { return articles.total().helped; }), 2);
}

TEST_F(ArticlesFound, IsOfItsProjectOnly) {
    save(toner);

    EXPECT_TRUE(with([&](Articles& articles) { return articles.find(sup, "1"); }));
    EXPECT_FALSE(with([](Articles& articles) { return articles.find(base::ProjectKey("HR"), "1"); })
    );
}

TEST_F(ArticlesFound, WhatIsNotFoundForLongIsForgotten) {
    save(toner);
    clock.advance(std::chrono::hours{1});
    with([&](Articles& articles) { articles.purge(clock.now() - std::chrono::hours{1}); });
    EXPECT_TRUE(with([&](Articles& articles) { return articles.find(sup, "1"); }));

    with([&](Articles& articles) { articles.purge(clock.now()); });
    EXPECT_FALSE(with([&](Articles& articles) { return articles.find(sup, "1"); }));
}

}  // namespace
}  // namespace tests
