#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;

constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kPost = "POST /rest/api/3/issue/{issueIdOrKey}/comment";
constexpr const char* kRead = "POST /rest/api/3/issue/bulkfetch";
constexpr const char* kReply = "It is the one beside the window.";
constexpr std::chrono::seconds kAfterTheBreaker{60};

/// A customer is signed in when Jira gets into trouble.
class JiraDown : public testing::Test {
protected:
    JiraDown() {
        stage_.jira().raise("alice", "The printer is out of toner");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail("alice@customer.example", "SUP-1"));
    }

    std::string thread() { return alice_.get(kThread).body; }

    int reply() {
        const auto page = alice_.get(kThread);
        return alice_.submit(page, std::string(kThread) + "/comments", {{"text", kReply}}).status;
    }

    void expect_reply_arrives_once() {
        wait_until(
            "the reply in Jira", [&] { return comments_like_the_reply() > 0; }, kAfterTheBreaker
        );
        // What comes back from Jira closes the matter: from here on nothing is left to be sent.
        wait_until(
            "the end of all waiting",
            [&] {
                const std::string page = thread();
                return page.find("pending") == std::string::npos &&
                       page.find(kReply) != std::string::npos;
            },
            kAfterTheBreaker
        );
        EXPECT_EQ(comments_like_the_reply(), 1);
        const std::string page = thread();
        EXPECT_EQ(page.find(kReply), page.rfind(kReply));
    }

    long comments_like_the_reply() {
        const auto comments = stage_.jira().comments("SUP-1");
        return std::count_if(comments.begin(), comments.end(), [](const auto& comment) {
            return comment.body.find(kReply) != std::string::npos;
        });
    }

    Stage stage_;
    Browser alice_ = stage_.browser();
};

TEST_F(JiraDown, PagesAreReadAndAReplyWaitsUntilJiraIsBack) {
    stage_.jira().add_fault({{"match", kPost}, {"status", 503}, {"count", 1000}});
    stage_.jira().add_fault({{"match", kRead}, {"status", 503}, {"count", 1000}});

    EXPECT_EQ(reply(), 303);

    wait_until("the words for a reply that waits", [&] {
        return thread().find("Saved. The support system can") != std::string::npos;
    });
    EXPECT_EQ(alice_.get("/sup/").status, 200);
    EXPECT_THAT(thread(), HasSubstr(kReply));
    stage_.jira().clear_faults();
    expect_reply_arrives_once();
}

TEST_F(JiraDown, AReplyWhoseAnswerWasLostIsPostedOnce) {
    stage_.jira().add_fault({{"match", kPost}, {"drop", true}});

    EXPECT_EQ(reply(), 303);

    expect_reply_arrives_once();
}

TEST_F(JiraDown, AReplyWhoseAnswerWasCutInHalfIsPostedOnce) {
    stage_.jira().add_fault({{"match", kPost}, {"truncate", true}});

    EXPECT_EQ(reply(), 303);

    expect_reply_arrives_once();
}

TEST_F(JiraDown, AReplySurvivesAKill) {
    stage_.jira().add_fault({{"match", kPost}, {"status", 503}, {"count", 1000}});
    EXPECT_EQ(reply(), 303);

    stage_.kill_connector();
    stage_.start_connector();
    stage_.jira().clear_faults();

    expect_reply_arrives_once();
}

TEST_F(JiraDown, TheSameFormTwiceIsOneReply) {
    const auto page = alice_.get(kThread);
    const std::string action = std::string(kThread) + "/comments";

    EXPECT_EQ(alice_.submit(page, action, {{"text", kReply}}).status, 303);
    EXPECT_EQ(alice_.submit(page, action, {{"text", kReply}}).status, 303);

    expect_reply_arrives_once();
}

TEST_F(JiraDown, AReadThatFailedIsTriedAgain) {
    stage_.jira().add_fault({{"match", kRead}, {"status", 500}, {"count", 2}});

    stage_.jira().comment("SUP-1", "We are on our way.", Audience::Public);

    EXPECT_NE(stage_.mails().wait_for_mail("alice@customer.example", "We are on our way.").id, 0);
}

TEST_F(JiraDown, TooManyRequestsAreWaitedOut) {
    stage_.jira().add_fault({{"match", kRead}, {"status", 429}, {"headers", {{"Retry-After", "2"}}}}
    );

    stage_.jira().comment("SUP-1", "We are on our way.", Audience::Public);

    EXPECT_NE(stage_.mails().wait_for_mail("alice@customer.example", "We are on our way.").id, 0);
}

}  // namespace
}  // namespace tests
