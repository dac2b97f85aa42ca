#include <gtest/gtest.h>

#include "connector/store/kbot_accounts.hpp"
#include "connector/store/replies.hpp"
#include "tests/connector/mirror/mirrored_desk.hpp"

namespace {

using connector::mirror::Projection;
using connector::store::Connection;
using connector::store::KbotAccounts;
using tests::MirroredDesk;

/// SR-55: the customer in whose name anonymous requests are raised is never a contact.
class KbotUser : public testing::Test {
protected:
    KbotUser() { desk_.jira.has_request(12, "kbot"); }

    void is_known() {
        desk_.database.write([&](Connection& connection) {
            KbotAccounts(connection).add(base::AccountId("account-kbot"), desk_.clock.now());
        });
    }

    [[nodiscard]] bool is_nobodys() {
        const auto request = desk_.visible(base::RequestId(10'012));
        return request && !request->reporter && desk_.mails("request_created") == 0 &&
               desk_.count("contacts where account_id = 'account-kbot'") == 0;
    }

    MirroredDesk desk_;
};

TEST_F(KbotUser, ByItsAccountIsNoContactAndGetsNoMail) {
    is_known();

    desk_.refresh(base::RequestId(10'012));

    EXPECT_TRUE(is_nobodys());
}

TEST_F(KbotUser, ByItsConfiguredAddressIsNoContactBeforeItsAccountIsKnown) {
    Projection projection({MirroredDesk::project()}, desk_.outbox, desk_.clock, "kbot@example.com");

    desk_.database.write([&](Connection& connection) {
        projection.apply(connection, desk_.jira.request(base::RequestId(10'012)));
    });

    EXPECT_TRUE(is_nobodys());
}

TEST_F(KbotUser, KnownLaterLosesWhatItHad) {
    desk_.refresh(base::RequestId(10'012));
    ASSERT_FALSE(is_nobodys());

    is_known();
    desk_.refresh(base::RequestId(10'012));

    EXPECT_EQ(desk_.count("contacts where account_id = 'account-kbot' and is_active = 1"), 0);
    EXPECT_FALSE(desk_.visible(base::RequestId(10'012))->reporter);
}

/// A guest's reply is posted by our own account, and comes back as what it is.
TEST_F(KbotUser, ReplyOfAGuestIsAVisitorsAndNobodysOwn) {
    is_known();
    desk_.refresh(base::RequestId(10'012));
    desk_.database.write([&](Connection& connection) {
        connector::store::Replies(connection)
            .add(
                {.idempotency_key = "guest 1:once",
                 .request = base::RequestId(10'012),
                 .contact = std::nullopt,
                 .text = "It burns",
                 .posted_text = connector::mirror::text_for_jira("A visitor", "It burns")},
                desk_.clock.now()
            );
    });

    ASSERT_TRUE(desk_.outbound.send_one());
    desk_.refresh(base::RequestId(10'012));

    const auto comments = desk_.comments(base::RequestId(10'012));
    ASSERT_EQ(comments.size(), 1U);
    EXPECT_FALSE(comments.front().author);
    EXPECT_EQ(comments.front().author_name, "A visitor");
    EXPECT_EQ(comments.front().author_account, base::AccountId("account-kbot"));
    EXPECT_EQ(comments.front().text, "It burns");
    EXPECT_EQ(desk_.jira.posts().front(), "A visitor wrote:\n\nIt burns");
}

TEST_F(KbotUser, OthersStayContacts) {
    is_known();
    desk_.jira.has_request(13, "ann");

    desk_.refresh(base::RequestId(10'013));

    EXPECT_EQ(desk_.visible(base::RequestId(10'013))->reporter, desk_.ann);
}

}  // namespace
