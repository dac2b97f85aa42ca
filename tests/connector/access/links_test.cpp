#include "connector/access/links.hpp"

#include <gtest/gtest.h>

#include "connector/access/token.hpp"
#include "connector/store/links.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

class Links : public testing::Test {
protected:
    [[nodiscard]] bool is_open(const std::string& token) {
        const auto preview = desk.links.preview(token, {});
        if (!preview) {
            EXPECT_EQ(preview.error().kind, ErrorKind::NotFound);
        }
        return preview.has_value();
    }

    tests::SupportDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
};

TEST_F(Links, PreviewShowsKeyAndMaskedAddressOnly) {
    const auto preview = desk.links.preview(desk.link(desk.ann, request), {});

    ASSERT_TRUE(preview);
    EXPECT_EQ(preview->contact, desk.ann);
    EXPECT_EQ(preview->request_key->value(), "SUP-12");
    EXPECT_EQ(preview->masked_address, "a***@e***.com");
    EXPECT_FALSE(preview->asks_for_address);
}

TEST_F(Links, PreviewChangesNothingHoweverOften) {
    const std::string token = desk.link(desk.ann, request);
    const auto audited = desk.count("audit");

    for (int i = 0; i < 10; ++i) EXPECT_TRUE(is_open(token));

    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_EQ(desk.count("links where used_at is not null or address_tries > 0"), 0);
    EXPECT_EQ(desk.count("audit"), audited);
    EXPECT_TRUE(desk.links.exchange(token, {}));
}

TEST_F(Links, ExchangeMakesOneSessionForTheLinksContact) {
    const auto exchanged = desk.links.exchange(desk.link(desk.ann, request), {.device = "Firefox"});

    ASSERT_TRUE(exchanged);
    EXPECT_EQ(exchanged->session.contact, desk.ann);
    EXPECT_EQ(exchanged->session.assurance, connector::model::Assurance::Verified);
    EXPECT_EQ(exchanged->session.device, "Firefox");
    EXPECT_EQ(exchanged->request_key->value(), "SUP-12");
    EXPECT_EQ(exchanged->session_lifetime, 12h);
    EXPECT_EQ(desk.count("sessions"), 1);
    EXPECT_TRUE(desk.is_signed_in(exchanged->session_cookie));
}

TEST_F(Links, SecondExchangeIsRefused) {
    const std::string token = desk.link(desk.ann, request);
    ASSERT_TRUE(desk.links.exchange(token, {}));

    const auto second = desk.links.exchange(token, {});

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::NotFound);
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(Links, IsOpenToTheLastMillisecondAndNotLonger) {
    const std::string token = desk.link(desk.ann, request);

    desk.wall_clock.advance(1h - 1ms);
    EXPECT_TRUE(is_open(token));
    desk.wall_clock.advance(1ms);

    EXPECT_FALSE(is_open(token));
    EXPECT_FALSE(desk.links.exchange(token, {}));
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(Links, RequestedLinkLivesTenMinutes) {
    const std::string token = desk.requested_link(desk.ann, request, tests::browser(1));

    desk.wall_clock.advance(10min);

    EXPECT_FALSE(is_open(token));
}

TEST_F(Links, DieWhenTheContactIsDeactivated) {
    const std::string token = desk.link(desk.ann, request);

    desk.contact("ann", "ann@example.com", false);
    EXPECT_FALSE(is_open(token));
    desk.contact("ann", "ann@example.com", true);

    EXPECT_FALSE(is_open(token)) << "and stay dead when it comes back";
    EXPECT_FALSE(desk.links.exchange(token, {}));
}

TEST_F(Links, DieWhenTheAddressChanges) {
    const std::string token = desk.link(desk.ann, request);

    desk.contact("ann", "ann@elsewhere.example");

    EXPECT_FALSE(is_open(token));
}

TEST_F(Links, SurviveAReadThatHidesOrRepeatsTheAddress) {
    const std::string token = desk.link(desk.ann, request);

    desk.contact("ann", std::nullopt);
    desk.contact("ann", "ann@example.com");

    EXPECT_TRUE(is_open(token));
}

TEST_F(Links, NewerRequestedLinkVoidsEarlierRequestedOnesOnly) {
    const std::string notification = desk.link(desk.ann, request);
    const std::string earlier = desk.requested_link(desk.ann, request, tests::browser(1));
    const std::string of_bob = desk.requested_link(desk.bob, request, tests::browser(2));

    const std::string later = desk.requested_link(desk.ann, request, tests::browser(1));

    EXPECT_FALSE(is_open(earlier));
    EXPECT_TRUE(is_open(later));
    EXPECT_TRUE(is_open(notification));
    EXPECT_TRUE(is_open(of_bob));
}

TEST_F(Links, NotificationVoidsNothing) {
    const std::string first = desk.link(desk.ann, request);
    const std::string requested = desk.requested_link(desk.ann, request, tests::browser(1));

    desk.link(desk.ann, request);

    EXPECT_TRUE(is_open(first));
    EXPECT_TRUE(is_open(requested));
}

TEST_F(Links, RevokeByRequestLeavesOtherRequestsAlone) {
    const std::string token = desk.link(desk.ann, request);
    const std::string of_another = desk.link(desk.ann, desk.request(13, desk.ann));

    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Links(connection).void_all_of(request, desk.clock.now());
    });

    EXPECT_FALSE(is_open(token));
    EXPECT_TRUE(is_open(of_another));
}

TEST_F(Links, AllFailuresLookTheSame) {
    const std::string used = desk.link(desk.ann, request);
    ASSERT_TRUE(desk.links.exchange(used, {}));
    const std::string revoked = desk.requested_link(desk.ann, request, tests::browser(1));
    const std::string expired = desk.requested_link(desk.ann, request, tests::browser(1));
    const auto unknown =
        connector::access::mint_link_token(desk.keys, desk.random, desk.clock.now() + 1h);
    desk.wall_clock.advance(20min);

    for (const std::string& token : {used, revoked, expired, unknown.text, std::string("junk")}) {
        const auto seen = desk.links.preview(token, {});
        const auto exchanged = desk.links.exchange(token, {});
        ASSERT_FALSE(seen || exchanged);
        EXPECT_EQ(seen.error().kind, ErrorKind::NotFound);
        EXPECT_EQ(exchanged.error().kind, ErrorKind::NotFound);
        EXPECT_EQ(seen.error().message, exchanged.error().message);
    }
}

TEST_F(Links, OfAProjectThatIsNoLongerConfiguredAreGone) {
    const std::string token = desk.link(desk.ann, request);
    auto moved = desk.request_of(request);
    moved.project = base::ProjectKey("OLD");
    desk.save(moved);

    EXPECT_FALSE(is_open(token));
    EXPECT_FALSE(desk.links.exchange(token, {}));
}

TEST_F(Links, OriginOfAUsedLinkIsStillKnown) {
    const std::string token = desk.link(desk.ann, request);
    ASSERT_TRUE(desk.links.exchange(token, {}));

    const auto origin = desk.links.origin(token);

    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->contact, desk.ann);
    EXPECT_EQ(origin->request, request);
    EXPECT_FALSE(desk.links.origin("junk"));
}

/// Such a link opens the list; its project is kept with it.
TEST_F(Links, WithoutARequestLeadToTheirProject) {
    const auto issue = [&](const char* project) {
        return desk.database.write([&](connector::store::Connection& connection) {
            return desk.links
                .issue(connection, {.contact = desk.bob, .project = base::ProjectKey(project)})
                .token;
        });
    };
    const std::string token = issue("SUP");

    const auto preview = desk.links.preview(token, {});
    ASSERT_TRUE(preview);
    EXPECT_FALSE(preview->request_key);
    EXPECT_EQ(preview->project, desk.project());
    const auto exchanged = desk.links.exchange(token, {});
    ASSERT_TRUE(exchanged);
    EXPECT_FALSE(exchanged->request_key);
    EXPECT_EQ(exchanged->project, desk.project());
    EXPECT_EQ(exchanged->session.contact, desk.bob);
    const auto origin = desk.links.origin(token);
    ASSERT_TRUE(origin);
    EXPECT_FALSE(origin->request);
    EXPECT_EQ(origin->project, desk.project());
    EXPECT_FALSE(desk.links.exchange(token, {}));
}

TEST_F(Links, IssueExchangeAndRefusalAreAudited) {
    const std::string token = desk.link(desk.ann, request);
    ASSERT_TRUE(desk.links.exchange(token, {.client = "192.0.2.7"}));
    ASSERT_FALSE(desk.links.exchange(token, {.client = "192.0.2.8"}));

    EXPECT_EQ(desk.count("audit where event = 'link.issued'"), 1);
    EXPECT_EQ(desk.count("audit where event = 'link.exchanged' and client = '192.0.2.7'"), 1);
    EXPECT_EQ(desk.count("audit where event = 'link.refused' and client = '192.0.2.8'"), 1);
}

}  // namespace
