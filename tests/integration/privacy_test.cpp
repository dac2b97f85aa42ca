#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kCanaries = 50;
constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kReply = "PLAINTEXT-of-a-reply";
constexpr const char* kAnswer = "PLAINTEXT-of-an-answer";

/// All that a busy day leaves behind: sign-ins, replies, answers, and what went wrong.
class Privacy : public testing::Test {
protected:
    Privacy() {
        stage_.jira().raise("alice", "PLAINTEXT-of-a-summary", "PLAINTEXT-of-a-description");
        const ReceivedMail first = stage_.mails().wait_for_mail(kAlice, "SUP-1");
        stage_.mails().add_fault(
            {{"stage", "rcpt"}, {"code", 451}, {"text", std::string("<") + kAlice + "> is busy"}}
        );
        stage_.jira().add_fault(
            {{"match", "POST /rest/api/3/issue/{issueIdOrKey}/comment"}, {"status", 500}}
        );
        Browser alice = stage_.sign_in(first);
        plant_internal_comments();
        reply(alice);
        ask_for_a_fresh_link(first);
        try_bad_tokens(first);
        stage_.jira().comment("SUP-1", kAnswer, Audience::Public);
        (void)stage_.mails().wait_for_mail(kAlice, kAnswer);
        wait_until("the reply in Jira", [&] {
            const std::string page = alice.get(kThread).body;
            return page.find(kAnswer) != std::string::npos &&
                   page.find("pending") == std::string::npos;
        });
        page_ = alice.get(kThread).body;
        remember_secrets(alice);
        (void)stage_.deliver(R"({"secret":"PLAINTEXT-of-a-forgery"})", "sha256=00");
        EXPECT_EQ(stage_.stop_connector(), 0);  // the log is whole, the store on disk
    }

    void plant_internal_comments() {
        for (int i = 0; i < kCanaries; ++i) {
            stage_.jira().comment("SUP-1", fmt::format("CANARY-{}-x", i), Audience::Internal);
        }
    }

    static void reply(Browser& browser) {
        const std::string action = std::string(kThread) + "/comments";
        ASSERT_EQ(browser.submit(browser.get(kThread), action, {{"text", kReply}}).status, 303);
    }

    void ask_for_a_fresh_link(const ReceivedMail& used) {
        Browser other = stage_.browser();
        const std::string link = link_from(used.text);
        ASSERT_EQ(other.submit(other.get(link), link + "/resend").status, 200);
        (void)stage_.mails().wait_for_mail(kAlice, "sign-in link");
        remember_secrets(other);
    }

    void try_bad_tokens(const ReceivedMail& mail) {
        Browser stranger = stage_.browser();
        const std::string link = link_from(mail.text);
        EXPECT_EQ(stranger.get(link + "x").status, 410);
        EXPECT_EQ(stranger.post(link, {{"form_token", "forged"}}).status, 403);
    }

    void remember_secrets(const Browser& browser) {
        for (const char* name : {"jsm-session", "jsm-browser"}) {
            const std::string value = browser.cookie(name);
            if (!value.empty()) secrets_.push_back(value);
        }
    }

    /// Link tokens and cookies, and all but their first half.
    std::vector<std::string> secrets() {
        std::vector<std::string> all = secrets_;
        for (const ReceivedMail& mail : stage_.mails().mails())
            all.push_back(link_from(mail.text).substr(3));
        return all;
    }

    void expect_no_secret_in(const std::string& where, const std::string& text) {
        for (const std::string& secret : secrets()) {
            ASSERT_GE(secret.size(), 40U);
            EXPECT_THAT(text, Not(HasSubstr(secret))) << where;
            EXPECT_THAT(text, Not(HasSubstr(secret.substr(8, 24)))) << where;
        }
    }

    Stage stage_;
    std::string page_;
    std::vector<std::string> secrets_;
};

TEST_F(Privacy, TheLogTellsNoSecretsAndNoWords) {
    const std::string log = stage_.log();

    EXPECT_THAT(log, HasSubstr("daemon.ready"));
    EXPECT_THAT(log, HasSubstr("mail.not_accepted"));
    EXPECT_THAT(log, HasSubstr("reply.not_posted"));
    EXPECT_THAT(log, HasSubstr("webhook.unauthorized"));
    expect_no_secret_in("log", log);
    EXPECT_THAT(log, Not(HasSubstr("PLAINTEXT")));
    EXPECT_THAT(log, Not(HasSubstr("CANARY")));
    EXPECT_THAT(log, Not(HasSubstr(kAlice)));
    EXPECT_THAT(log, Not(HasSubstr("demo-token")));
    EXPECT_THAT(log, Not(HasSubstr("webhook-secret")));
}

TEST_F(Privacy, TheStoreHoldsNoTokenAndNoInternalComment) {
    const std::string stored = stage_.stored_bytes();

    EXPECT_THAT(stored, HasSubstr(kAnswer));
    expect_no_secret_in("store", stored);
    EXPECT_EQ(stored.find("CANARY"), std::string::npos);
    EXPECT_EQ(stored.find("demo-token"), std::string::npos);
    EXPECT_EQ(stored.find("webhook-secret"), std::string::npos);
}

TEST_F(Privacy, NoInternalCommentReachesAPageOrAMail) {
    EXPECT_THAT(page_, HasSubstr(kReply));
    EXPECT_THAT(page_, HasSubstr(kAnswer));
    EXPECT_THAT(page_, Not(HasSubstr("CANARY")));
    for (const ReceivedMail& mail : stage_.mails().mails())
        EXPECT_THAT(stage_.mails().source(mail.id), Not(HasSubstr("CANARY")));
}

}  // namespace
}  // namespace tests
