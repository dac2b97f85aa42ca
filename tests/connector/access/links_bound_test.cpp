#include <gtest/gtest.h>

#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;
using connector::access::Links;

/// A link that Ann asked for in one browser, opened in another (SR-16).
class BoundLink : public testing::Test {
protected:
    base::Result<Links::Exchanged> elsewhere(std::optional<std::string> typed_address) {
        return desk.links.exchange(
            token, {.browser_hash = tests::browser(2), .typed_address = std::move(typed_address)}
        );
    }

    tests::SupportDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    std::string token = desk.requested_link(desk.ann, request, tests::browser(1));
};

TEST_F(BoundLink, OpensInItsBrowserWithoutMore) {
    const Links::Opener here{.browser_hash = tests::browser(1)};

    EXPECT_FALSE(desk.links.preview(token, here).value().asks_for_address);
    EXPECT_TRUE(desk.links.exchange(token, here));
}

TEST_F(BoundLink, ElsewhereItAsksForTheAddress) {
    EXPECT_TRUE(desk.links.preview(token, {}).value().asks_for_address);

    const auto without = elsewhere(std::nullopt);

    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().kind, ErrorKind::Unauthorized);
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(BoundLink, WrongAddressIsRefusedAndLeavesTheLinkOpen) {
    for (const std::string typed : {"bob@example.com", "", "ann", "ann@example.com,bob@x.org"}) {
        const auto wrong = elsewhere(typed);
        ASSERT_FALSE(wrong) << typed;
        EXPECT_EQ(wrong.error().kind, ErrorKind::Unauthorized);
    }
    EXPECT_TRUE(elsewhere("ann@example.com"));
}

TEST_F(BoundLink, RightAddressOpensItHoweverItIsSpelled) {
    EXPECT_TRUE(elsewhere(" Ann@EXAMPLE.com "));
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(BoundLink, FiveWrongAddressesLockItElsewhere) {
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(elsewhere("bob@example.com").error().kind, ErrorKind::Unauthorized);
    }

    const auto sixth = elsewhere("ann@example.com");

    ASSERT_FALSE(sixth);
    EXPECT_EQ(sixth.error().kind, ErrorKind::NotFound);
    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_EQ(desk.count("audit where event = 'link.locked' and contact_id is not null"), 1);
}

TEST_F(BoundLink, GuessesDoNotFillTheAudit) {
    for (int i = 0; i < 200; ++i) EXPECT_FALSE(elsewhere("bob@example.com"));

    EXPECT_EQ(desk.count("audit where event = 'link.address_asked'"), 5);
    EXPECT_EQ(desk.count("audit where event = 'link.locked'"), 10);
}

TEST_F(BoundLink, StrangersWrongGuessesDoNotLockItsOwnerOut) {
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(elsewhere("bob@example.com"));

    EXPECT_TRUE(desk.links.exchange(token, {.browser_hash = tests::browser(1)}));
}

TEST_F(BoundLink, AskingWithoutAnAddressIsNoGuess) {
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(elsewhere(std::nullopt));

    EXPECT_TRUE(elsewhere("ann@example.com"));
}

TEST_F(BoundLink, OpensOnceByAddressToo) {
    ASSERT_TRUE(elsewhere("ann@example.com"));

    EXPECT_EQ(elsewhere("ann@example.com").error().kind, ErrorKind::NotFound);
    EXPECT_FALSE(desk.links.exchange(token, {.browser_hash = tests::browser(1)}));
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(BoundLink, HiddenAddressCannotBeTyped) {
    const auto nameless = desk.contact("zoe", std::nullopt);
    token = desk.requested_link(nameless, desk.request(13, nameless), tests::browser(1));

    EXPECT_FALSE(elsewhere(""));
    EXPECT_FALSE(elsewhere(std::nullopt));
}

TEST_F(BoundLink, NotificationLinkOpensInAnyBrowser) {
    token = desk.link(desk.ann, request);

    EXPECT_TRUE(elsewhere(std::nullopt));
}

}  // namespace
