#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAlice = "alice@customer.example";

class MailTrouble : public testing::Test {
protected:
    /// The one mail in that state, as the operator sees it; waits for it.
    json mail_in_state(const std::string& state) {
        return wait_for("a mail that is " + state, [&]() -> std::optional<json> {
            json listed = stage_.list({"outbox", "list", "--state", state});
            if (listed.empty()) return std::nullopt;
            return listed.at(0);
        });
    }

    json details_of(const json& mail) {
        return stage_.list({"outbox", "show", std::to_string(mail["id"].get<int>())});
    }

    Stage stage_;
};

TEST_F(MailTrouble, ATemporaryRefusalIsTriedAgain) {
    stage_.mails().add_fault({{"stage", "rcpt"}, {"code", 451}, {"text", "come back later"}});

    stage_.jira().raise("alice", "The printer is out of toner");

    const json deferred = mail_in_state("deferred");
    EXPECT_THAT(deferred["error"].get<std::string>(), HasSubstr("come back later"));
    EXPECT_TRUE(deferred.contains("due"));
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    EXPECT_EQ(browser.get("/sup/requests/SUP-1").status, 200);
    EXPECT_EQ(details_of(mail_in_state("sent"))["tries"].size(), 2U);
}

TEST_F(MailTrouble, APermanentRefusalIsShownAndGoesOutWhenTheOperatorSaysSo) {
    stage_.mails().add_fault({{"stage", "rcpt"}, {"code", 550}, {"text", "no such mailbox"}});

    stage_.jira().raise("alice", "The printer is out of toner");

    const json bounced = mail_in_state("bounced");
    const json shown = details_of(bounced);
    EXPECT_EQ(shown["tries"].size(), 1U);
    EXPECT_EQ(shown["tries"][0]["code"], 550);
    EXPECT_EQ(shown["tries"][0]["outcome"], "bounced");
    EXPECT_THAT(shown.dump(), HasSubstr("no such mailbox"));
    EXPECT_THAT(shown.dump(), Not(HasSubstr(std::string(kAlice))));
    const auto retried =
        stage_.command({"outbox", "retry", std::to_string(bounced["id"].get<int>())});
    EXPECT_EQ(retried.exit_code, 0) << retried.output;
    Browser browser = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    EXPECT_EQ(browser.get("/sup/requests/SUP-1").status, 200);
}

TEST_F(MailTrouble, OneBadRecipientBlocksNobody) {
    stage_.mails().add_fault(
        {{"stage", "rcpt"}, {"code", 550}, {"recipient", kAlice}, {"count", 1000}}
    );

    for (int i = 0; i < 5; ++i) {
        stage_.jira().raise("alice", "The printer is out of toner");
        stage_.jira().raise("bob", "So is mine");
    }

    for (int i = 0; i < 5; ++i) {
        const std::string key = "[SUP-" + std::to_string(2 * i + 2) + "]";
        EXPECT_NE(stage_.mails().wait_for_mail("bob@customer.example", key).id, 0);
    }
    wait_until("all of Alice's to bounce", [&] {
        return stage_.list({"outbox", "list", "--state", "bounced"}).size() == 5;
    });
    EXPECT_TRUE(stage_.mails().mails_to(kAlice).empty());
}

TEST_F(MailTrouble, WhileTheMailServerIsAwayMailsWait) {
    stage_.mails().stop();

    stage_.jira().raise("alice", "The printer is out of toner");

    EXPECT_EQ(mail_in_state("deferred")["attempts"], 1);
    EXPECT_TRUE(stage_.is_ready());
    stage_.mails().start();
    EXPECT_NE(stage_.mails().wait_for_mail(kAlice, "SUP-1").id, 0);
}

TEST_F(MailTrouble, AMailThatMayHaveArrivedIsRepeatedUnderTheSameMessageId) {
    stage_.mails().add_fault({{"stage", "dot"}, {"drop", true}});

    stage_.jira().raise("alice", "The printer is out of toner");

    wait_until("the mail and its repetition", [&] {
        return stage_.mails().mails_to(kAlice).size() == 2;
    });
    const auto mails = stage_.mails().mails_to(kAlice);
    EXPECT_EQ(mails[0].message_id, mails[1].message_id);
    EXPECT_NE(link_from(mails[0].text), link_from(mails[1].text));
}

}  // namespace
}  // namespace tests
