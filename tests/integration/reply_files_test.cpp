#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kReply = "This is what I see.";
constexpr const char* kUpload =
    "POST /rest/servicedeskapi/servicedesk/{serviceDeskId}/attachTemporaryFile";
constexpr const char* kAttach = "POST /rest/servicedeskapi/request/{issueIdOrKey}/attachment";
const std::string kPng("\x89PNG\r\n\x1A\n\0\0 not much of a picture", 32);

/// Replies with a file, from the portal's form to Jira and back.
class ReplyWithFile : public testing::Test {
protected:
    void begin(const StageOptions& options = {}) {
        stage_.emplace(options);
        stage_->jira().raise("alice", "Printer on fire");
        alice_.emplace(stage_->sign_in(stage_->mails().wait_for_mail(kAlice, "SUP-1")));
    }

    int reply(const std::string& name, const std::string& bytes) {
        const auto page = alice_->get(kThread);
        const std::string action = std::string(kThread) + "/comments";
        return alice_->submit_file(page, action, {{"text", kReply}}, {name, bytes}).status;
    }

    std::string page() { return alice_->get(kThread).body; }

    void expect_arrives_once() {
        wait_until(
            "the reply to come back",
            [&] {
                return !stage_->rows("select id from replies where mirrored_at is not null")
                            .empty();
            },
            std::chrono::seconds{90}
        );
        const json issue = stage_->jira().state()["issues"][0];
        ASSERT_EQ(issue["comments"].size(), 1U);
        EXPECT_THAT(issue["comments"][0].dump(), HasSubstr(kReply));
        EXPECT_EQ(stage_->rows("select id from attachments").size(), 1U);
        const std::string shown = page();
        EXPECT_THAT(shown, HasSubstr("screen.png"));
        EXPECT_THAT(shown, Not(HasSubstr("pending")));
        const auto at = shown.find(std::string(kThread) + "/attachments/");
        ASSERT_NE(at, std::string::npos) << shown;
        const std::string path = shown.substr(at, shown.find('"', at) - at);
        EXPECT_EQ(alice_->get(path).body, kPng);
    }

    /// What Jira has is not kept here.
    void expect_empty_folder() {
        const std::filesystem::path folder = stage_->file("connector.db.uploads");
        wait_until("the folder is empty", [&] {
            return !std::filesystem::exists(folder) || std::filesystem::is_empty(folder);
        });
    }

    std::optional<Stage> stage_;
    std::optional<Browser> alice_;
};

TEST_F(ReplyWithFile, IsAPublicCommentWithTheFileAndSeenByItsCustomer) {
    begin();
    EXPECT_EQ(reply("C:\\screen.png", kPng), 303);
    expect_arrives_once();
    expect_empty_folder();
}

TEST_F(ReplyWithFile, OfTheRepliesAccountLikewise) {
    begin(
        {.replies = "{email: replies@acme.example, token: customer-token, account_id: "
                    "\"712020:7d1e5a30-0000-4000-8000-000000000003\"}"}
    );
    EXPECT_EQ(reply("screen.png", kPng), 303);
    expect_arrives_once();
}

TEST_F(ReplyWithFile, WaitsWhileJiraIsAwayAndArrivesOnce) {
    begin();
    stage_->jira().add_fault({{"match", kUpload}, {"status", 503}, {"count", 2}});
    EXPECT_EQ(reply("screen.png", kPng), 303);
    EXPECT_THAT(page(), HasSubstr("screen.png"));
    expect_arrives_once();
}

TEST_F(ReplyWithFile, WhoseAnswerWasLostIsPostedOnce) {
    begin();
    stage_->jira().add_fault({{"match", kAttach}, {"drop", true}});
    EXPECT_EQ(reply("screen.png", kPng), 303);
    expect_arrives_once();
}

TEST_F(ReplyWithFile, OutlivesARestart) {
    begin();
    stage_->jira().add_fault({{"match", kUpload}, {"status", 503}, {"count", 2}});
    EXPECT_EQ(reply("screen.png", kPng), 303);
    EXPECT_EQ(stage_->stop_connector(), 0);
    stage_->start_connector();
    expect_arrives_once();
    expect_empty_folder();
}

TEST_F(ReplyWithFile, OfAKindThatIsNotTakenNeverReachesJira) {
    begin();
    EXPECT_EQ(reply("evil.svg", "<svg onload='alert(1)'/>"), 422);
    EXPECT_EQ(reply("evil.png", "<svg onload='alert(1)'/>"), 422);
    EXPECT_TRUE(stage_->rows("select id from replies").empty());
}

}  // namespace
}  // namespace tests
