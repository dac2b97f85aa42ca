#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAlice = "alice@customer.example";
constexpr std::string_view kThread = "/sup/requests/SUP-1";

/// What the connector is for, from the webhook to the agent's answer.
class MainJob : public testing::Test {
protected:
    MainJob() { stage_.jira().raise("alice", "The printer is out of toner", "It prints nothing."); }

    ReceivedMail first_mail() { return stage_.mails().wait_for_mail(kAlice, "SUP-1"); }

    void reply(Browser& browser, const std::string& text) {
        const std::string action = std::string(kThread) + "/comments";
        const auto sent = browser.submit(browser.get(kThread), action, {{"text", text}});
        ASSERT_EQ(sent.status, 303) << sent.body;
    }

    /// The thread as it stands once `text` is in it.
    static std::string thread_with(Browser& browser, const std::string& text) {
        return wait_for("\"" + text + "\" in the thread", [&]() -> std::optional<std::string> {
            std::string page = browser.get(kThread).body;
            if (page.find(text) == std::string::npos) return std::nullopt;
            return page;
        });
    }

    Stage stage_;
};

TEST_F(MainJob, ARequestMakesAMailWhoseLinkOpensTheThread) {
    const ReceivedMail mail = first_mail();
    const std::string link = link_from(mail.text);
    Browser browser = stage_.browser();

    const auto page = browser.get(link);
    const auto opened = browser.submit(page, link);
    const auto thread = browser.follow(opened);

    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("a***@c***.example"));
    EXPECT_THAT(page.body, Not(HasSubstr(std::string(kAlice))));
    EXPECT_EQ(opened.status, 303);
    EXPECT_EQ(opened.header("location"), kThread);
    EXPECT_EQ(thread.status, 200);
    EXPECT_THAT(thread.body, HasSubstr("The printer is out of toner"));
    EXPECT_THAT(thread.body, HasSubstr("It prints nothing."));
}

TEST_F(MainJob, LookingAtALinkChangesNothing) {
    const ReceivedMail mail = first_mail();
    const std::string link = link_from(mail.text);

    for (int i = 0; i < 3; ++i) {
        Browser scanner = stage_.browser();
        EXPECT_EQ(scanner.get(link).status, 200);
        EXPECT_EQ(scanner.cookie("jsm-session"), "");
    }

    EXPECT_EQ(stage_.list({"sessions", "list"}).size(), 0U);
    Browser owner = stage_.sign_in(mail);
    EXPECT_EQ(owner.get(kThread).status, 200);
}

TEST_F(MainJob, AReplyBecomesAPublicCommentOnceAndMailsNobody) {
    Browser browser = stage_.sign_in(first_mail());

    reply(browser, "It is the one beside the window.");

    wait_until("the reply in Jira", [&] { return !stage_.jira().comments("SUP-1").empty(); });
    // An agent's answer is mailed after whatever the reply would have caused.
    stage_.jira().comment("SUP-1", "We are on our way.", Audience::Public);
    (void)stage_.mails().wait_for_mail(kAlice, "We are on our way.");
    const auto comments = stage_.jira().comments("SUP-1");
    ASSERT_EQ(comments.size(), 2U);
    EXPECT_TRUE(comments.front().is_public);
    EXPECT_THAT(comments.front().body, HasSubstr("It is the one beside the window."));
    EXPECT_EQ(stage_.mails().mails().size(), 2U);
    const std::string page = thread_with(browser, "We are on our way.");
    EXPECT_THAT(page, HasSubstr("It is the one beside the window."));
    EXPECT_THAT(page, Not(HasSubstr("Sending")));
}

TEST_F(MainJob, AnAgentsAnswerComesByMailAndIntoTheThread) {
    Browser browser = stage_.sign_in(first_mail());

    stage_.jira().comment("SUP-1", "We are sending somebody.", Audience::Public);

    const ReceivedMail mail = stage_.mails().wait_for_mail(kAlice, "We are sending somebody.");
    EXPECT_THAT(thread_with(browser, "We are sending somebody."), HasSubstr("SUP-1"));
    Browser again = stage_.sign_in(mail);
    EXPECT_EQ(again.get(kThread).status, 200);
}

TEST_F(MainJob, AnInternalCommentIsNowhere) {
    Browser browser = stage_.sign_in(first_mail());

    stage_.jira().comment("SUP-1", "CANARY-internal", Audience::Internal);
    stage_.jira().comment("SUP-1", "The public answer.", Audience::Public);

    (void)stage_.mails().wait_for_mail(kAlice, "The public answer.");
    EXPECT_THAT(thread_with(browser, "The public answer."), Not(HasSubstr("CANARY")));
    for (const ReceivedMail& mail : stage_.mails().mails())
        EXPECT_THAT(stage_.mails().source(mail.id), Not(HasSubstr("CANARY")));
    EXPECT_THAT(stage_.stored_bytes(), Not(HasSubstr("CANARY")));
    EXPECT_THAT(stage_.log(), Not(HasSubstr("CANARY")));
}

TEST_F(MainJob, AUsedLinkOffersAFreshOneBoundToTheBrowserThatAsks) {
    const ReceivedMail mail = first_mail();
    const std::string used = link_from(mail.text);
    (void)stage_.sign_in(mail);
    Browser asking = stage_.browser();

    const auto gone = asking.get(used);
    const auto sent = asking.submit(gone, used + "/resend");
    const auto fresh = stage_.mails().wait_for_mail(kAlice, "/l/", mail.id);
    const std::string link = link_from(fresh.text);
    Browser other = stage_.browser();
    const auto elsewhere = other.submit(other.get(link), link, {{"address", "a@b.example"}});
    const auto here = asking.submit(asking.get(link), link);

    EXPECT_EQ(gone.status, 410);
    EXPECT_EQ(sent.status, 200);
    EXPECT_EQ(elsewhere.status, 422);
    EXPECT_THAT(elsewhere.body, HasSubstr("Your e-mail address"));
    EXPECT_EQ(other.cookie("jsm-session"), "");
    EXPECT_EQ(here.status, 303);
    EXPECT_EQ(asking.get(kThread).status, 200);
}

TEST_F(MainJob, AnotherCustomersRequestLooksLikeNoneAtAll) {
    stage_.jira().raise("bob", "Bob's own business");
    (void)stage_.mails().wait_for_mail("bob@customer.example", "SUP-2");
    Browser alice = stage_.sign_in(first_mail());

    const auto bobs = alice.get("/sup/requests/SUP-2");
    const auto nobodys = alice.get("/sup/requests/SUP-999");

    EXPECT_EQ(bobs.status, 404);
    EXPECT_EQ(nobodys.status, 404);
    EXPECT_THAT(bobs.body, Not(HasSubstr("business")));
}

}  // namespace
}  // namespace tests
