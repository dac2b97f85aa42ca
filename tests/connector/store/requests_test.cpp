#include "connector/store/requests.hpp"

#include <gtest/gtest.h>

#include "connector/store/request_lists.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

struct RequestsTable : testing::Test {
    OpenStore desk;
    store::Requests requests{desk.connection};
    store::Comments comments{desk.connection};

    void comment(int id, base::RequestId request, std::string_view text) {
        desk.clock.advance(seconds(1));
        comments.save({
            .id = base::CommentId(id),
            .request = request,
            .author_name = "Agent Smith",
            .author_account = base::AccountId("account-agent"),
            .author = std::nullopt,
            .html = base::SafeHtml::paragraphs(text),
            .text = std::string(text),
            .created = desk.clock.now(),
            .updated = desk.clock.now(),
        });
    }
};

TEST_F(RequestsTable, ComesBackAsItWasSaved) {
    const auto saved = a_request(2, desk.bob, desk.clock.now());
    requests.save(saved);

    const auto found = requests.find(saved.id).value();

    EXPECT_EQ(found.key, saved.key);
    EXPECT_EQ(found.project, saved.project);
    EXPECT_EQ(found.reporter, desk.bob);
    EXPECT_EQ(found.summary, saved.summary);
    EXPECT_EQ(found.description.value(), saved.description.value());
    EXPECT_EQ(found.status_category, model::StatusCategory::New);
    EXPECT_EQ(found.updated, saved.updated);
    EXPECT_EQ(requests.find_by_key(saved.key)->id, saved.id);
}

TEST_F(RequestsTable, EverySaveIsANewRevision) {
    const auto before = requests.find(desk.request).value();

    requests.save(before);

    EXPECT_GT(requests.find(desk.request)->revision, before.revision);
}

/// A page rendered for one revision is kept for it (portal/conversation): none may come twice.
TEST_F(RequestsTable, OneThatWasForgottenAndComesBackRepeatsNoRevision) {
    auto request = requests.find(desk.request).value();
    requests.save(request);
    const auto last = requests.find(desk.request)->revision;
    requests.withdraw(request.id, desk.clock.now());
    ASSERT_EQ(requests.purge(desk.clock.now() + days(1), 9), 1);

    request.updated += seconds(1);
    requests.save(request);

    EXPECT_GT(requests.find(desk.request)->revision, last);
}

TEST_F(RequestsTable, MovedRequestAnswersToItsNewKeyOnly) {
    auto request = requests.find(desk.request).value();
    request.key = base::RequestKey("HELP-7");
    requests.save(request);

    EXPECT_EQ(requests.find_by_key(base::RequestKey("HELP-7"))->id, desk.request);
    EXPECT_FALSE(requests.find_by_key(base::RequestKey("SUP-1")));
}

TEST_F(RequestsTable, WithdrawnIsInvisibleUntilItIsSavedAgain) {
    const auto request = requests.find(desk.request).value();
    EXPECT_TRUE(requests.withdraw(desk.request, desk.clock.now()));
    EXPECT_FALSE(requests.withdraw(desk.request, desk.clock.now()));
    EXPECT_FALSE(requests.find(desk.request));
    EXPECT_FALSE(requests.find_by_key(request.key));
    EXPECT_FALSE(store::RequestLists(desk.connection).has(desk.ann, desk.request));
    EXPECT_TRUE(requests.find_any(desk.request));

    requests.save(request);

    EXPECT_TRUE(requests.find(desk.request));
    EXPECT_TRUE(store::RequestLists(desk.connection).has(desk.ann, desk.request));
}

TEST_F(RequestsTable, CommentsComeOldestFirst) {
    comment(8, desk.request, "first");
    comment(7, desk.request, "second");

    const auto thread = comments.of_request(desk.request);

    ASSERT_EQ(thread.size(), 2U);
    EXPECT_EQ(thread[0].text, "first");
    EXPECT_EQ(thread[1].author_name, "Agent Smith");
}

TEST_F(RequestsTable, EditedCommentReplacesItself) {
    comment(7, desk.request, "teh printer");
    comment(7, desk.request, "the printer");

    EXPECT_EQ(comments.find(base::CommentId(7))->text, "the printer");
    EXPECT_EQ(comments.of_request(desk.request).size(), 1U);
}

TEST_F(RequestsTable, RemovedCommentsAreGone) {
    comment(7, desk.request, "one");
    comment(8, desk.request, "two");
    comment(9, desk.request, "three");

    comments.remove(base::CommentId(7));
    EXPECT_FALSE(comments.find(base::CommentId(7)));
    EXPECT_EQ(comments.of_request(desk.request).size(), 2U);

    comments.remove_all_of(desk.request);
    EXPECT_TRUE(comments.of_request(desk.request).empty());
}

}  // namespace
}  // namespace tests
