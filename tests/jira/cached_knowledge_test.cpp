#include "jira/cached_knowledge.hpp"

#include <future>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "tests/jira/knowledge_base_fake.hpp"
#include "tests/support/fake_clock.hpp"

namespace {

using base::ErrorKind;
using jira::CachedKnowledge;

class CachedKnowledgeTest : public testing::Test {
protected:
    auto search(std::string_view query, const char* project = "SUP") {
        return cached_.search(base::ProjectKey(project), query, 10);
    }

    tests::FakeClock clock_;
    tests::FakeKnowledgeBase site_;
    CachedKnowledge cached_{site_, clock_};
};

TEST_F(CachedKnowledgeTest, SameQuestionIsOneCallHoweverItIsTyped) {
    const auto first = search("Printer  toner");
    const auto second = search(" printer TONER\t");

    EXPECT_EQ(site_.calls, 1);
    EXPECT_EQ(*first, *second);
    EXPECT_EQ(first->at(0).title, "printer toner");
}

TEST_F(CachedKnowledgeTest, AnotherProjectOrWordIsAnotherQuestion) {
    for (const char* project : {"SUP", "HR"}) {
        for (const char* query : {"vpn", "vpn\nx", "v pn"}) (void)search(query, project);
    }

    EXPECT_EQ(site_.calls, 6);
}

TEST_F(CachedKnowledgeTest, AnswerIsForgottenInTime) {
    (void)search("vpn");
    clock_.advance(CachedKnowledge::kAnswerLife - base::milliseconds{1});
    (void)search("vpn");
    EXPECT_EQ(site_.calls, 1);

    clock_.advance(base::milliseconds{1});
    (void)search("vpn");
    EXPECT_EQ(site_.calls, 2);
}

TEST_F(CachedKnowledgeTest, ErrorsAreNotKept) {
    site_.failure = ErrorKind::Unavailable;
    EXPECT_EQ(search("vpn").error().kind, ErrorKind::Unavailable);

    site_.failure.reset();
    EXPECT_TRUE(search("vpn"));
}

TEST_F(CachedKnowledgeTest, KeepsSoManyAndForgetsTheOldestFirst) {
    for (std::size_t i = 0; i <= CachedKnowledge::kMaxAnswers; ++i) {
        (void)search("question " + std::to_string(i));
        clock_.advance(base::milliseconds{1});
    }
    const int calls = site_.calls;

    (void)search("question " + std::to_string(CachedKnowledge::kMaxAnswers));
    (void)search("question 1");
    EXPECT_EQ(site_.calls, calls);
    (void)search("question 0");
    EXPECT_EQ(site_.calls, calls + 1);
}

/// Others come while the first is under way: they get its answer.
TEST_F(CachedKnowledgeTest, TenWhoAskAtOnceAreOneCall) {
    std::vector<std::future<bool>> others;
    site_.meanwhile = [&] {
        for (int i = 0; i < 9; ++i) {
            others.push_back(std::async(std::launch::async, [&] {
                return search("vpn").has_value();
            }));
        }
    };

    ASSERT_TRUE(search("vpn"));

    for (auto& other : others) EXPECT_TRUE(other.get());
    EXPECT_EQ(site_.calls, 1);
}

TEST_F(CachedKnowledgeTest, SearchThatIsBrokenOffHoldsNobodyUp) {
    site_.meanwhile = [] { throw std::runtime_error("disk"); };
    EXPECT_THROW((void)search("vpn"), std::runtime_error);

    site_.meanwhile = nullptr;
    EXPECT_TRUE(search("vpn"));
}

TEST_F(CachedKnowledgeTest, ArticleIsReadOnceInFiveMinutes) {
    const auto first = cached_.read("8786001");
    const auto second = cached_.read("8786001");
    EXPECT_EQ(first->value(), second->value());
    EXPECT_EQ(site_.reads, 1);
    EXPECT_NE(cached_.read("8786002")->value(), first->value());

    clock_.advance(CachedKnowledge::kAnswerLife);
    (void)cached_.read("8786001");
    EXPECT_EQ(site_.reads, 3);
}

TEST_F(CachedKnowledgeTest, ArticleThatCouldNotBeReadIsAskedForAgain) {
    site_.failure = ErrorKind::Unavailable;
    EXPECT_EQ(cached_.read("1").error().kind, ErrorKind::Unavailable);

    site_.failure.reset();
    EXPECT_TRUE(cached_.read("1"));
}

TEST_F(CachedKnowledgeTest, KeepsSoManyArticles) {
    for (std::size_t i = 0; i <= CachedKnowledge::kMaxTexts; ++i) {
        (void)cached_.read(std::to_string(i));
        clock_.advance(base::milliseconds{1});
    }
    const int reads = site_.reads;

    (void)cached_.read("1");
    EXPECT_EQ(site_.reads, reads);
    (void)cached_.read("0");
    EXPECT_EQ(site_.reads, reads + 1);
}

}  // namespace
