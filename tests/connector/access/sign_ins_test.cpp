#include "connector/access/sign_ins.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/access/atlassian.hpp"
#include "connector/store/desk_customers.hpp"
#include "connector/store/housekeeping.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "tests/support/fake_identity_provider.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/signed_tokens.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;
using connector::access::Challenge;
using connector::access::Identity;
using connector::access::SignInWays;
using nlohmann::json;
using tests::FakeIdentityProvider;
using namespace std::chrono_literals;

constexpr const char* kKey = "0123456789abcdef0123456789abcdef";

class SignIns : public testing::Test {
protected:
    SignIns() { desk.request(12, desk.ann); }

    std::map<base::ProjectKey, SignInWays> make_ways() {
        auto fake = std::make_unique<FakeIdentityProvider>();
        provider = fake.get();
        std::map<base::ProjectKey, SignInWays> ways;
        SignInWays& sup = ways[desk.project()];
        sup.base_url = "https://support.acme.example/sup/sign-in/";
        sup.providers["acme"] = std::move(fake);
        sup.providers["other"] = std::make_unique<FakeIdentityProvider>();
        sup.hand_off = connector::access::HandOffRules{
            "app",
            "portal",
            connector::access::VerificationKey::from_secret(base::Secret(kKey)).value()};
        return ways;
    }

    std::string begin(unsigned char browser = 1) {
        const auto url = sign_ins.begin(desk.project(), "acme", tests::browser(browser));
        EXPECT_TRUE(url);
        return provider->asked.back().state;
    }

    auto come_back(const std::string& state, unsigned char browser = 1, const char* way = "acme") {
        return sign_ins.come_back(
            desk.project(),
            way,
            {.state = state,
             .code = "code",
             .browser_hash = tests::browser(browser),
             .client = "192.0.2.1"}
        );
    }

    auto arrive(const std::string& ticket, std::optional<connector::model::Session> previous = {}) {
        return sign_ins.arrive(desk.project(), ticket, {.contact = {}, .previous = previous});
    }

    [[nodiscard]] std::string hand_off(const std::string& address, const std::string& id) const {
        const std::int64_t now = base::to_millis(desk.clock.now()) / 1000;
        return tests::sign_shared(
            kKey,
            {{"iss", "app"},
             {"aud", "portal"},
             {"iat", now},
             {"exp", now + 60},
             {"jti", id},
             {"email", address},
             {"email_verified", true}}
        );
    }

    auto hand_over(const std::string& token) {
        return sign_ins.hand_over(desk.project(), {.token = token, .client = "192.0.2.1"});
    }

    tests::SupportDesk desk;
    FakeIdentityProvider* provider = nullptr;
    connector::access::SignIns sign_ins{
        desk.database, desk.keys, make_ways(), desk.clock, desk.random, desk.log, desk.metrics};
};

TEST_F(SignIns, WhoComesBackGetsATicketAndTheTicketIsOneSession) {
    const std::string state = begin();
    const auto ticket = come_back(state);
    ASSERT_TRUE(ticket) << ticket.error().message;
    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_EQ(sign_ins.find(desk.project(), *ticket)->contact, desk.ann);
    EXPECT_EQ(sign_ins.find(desk.project(), *ticket)->shown_as, "a***@e***.com");

    const auto arrived = arrive(*ticket);
    ASSERT_TRUE(arrived);
    EXPECT_TRUE(desk.is_signed_in(arrived->session_cookie));
    EXPECT_FALSE(arrive(*ticket)) << "a ticket is good once";
    EXPECT_FALSE(sign_ins.find(desk.project(), *ticket));
    EXPECT_EQ(desk.count("sessions"), 1);
    EXPECT_EQ(desk.count("audit where event = 'sign_in.done' and detail = 'acme'"), 1);
}

TEST_F(SignIns, ProviderIsGivenTheSameSecretsBothTimes) {
    ASSERT_TRUE(come_back(begin()));
    ASSERT_EQ(provider->asked.size(), 2U);
    const auto& [first, second] = std::tie(provider->asked[0], provider->asked[1]);
    EXPECT_EQ(first.nonce, second.nonce);
    EXPECT_EQ(first.verifier, second.verifier);
    EXPECT_EQ(first.redirect_uri, "https://support.acme.example/sup/sign-in/acme/callback");
    EXPECT_EQ(first.verifier.size(), 43U);
    EXPECT_NE(first.verifier, first.nonce);
    EXPECT_NE(first.verifier, first.state);
}

TEST_F(SignIns, StateIsGoodOnceAndAsksTheProviderOnce) {
    const std::string state = begin();
    ASSERT_TRUE(come_back(state));
    const auto again = come_back(state);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::Unauthorized);
    EXPECT_EQ(provider->codes.size(), 1U);
}

TEST_F(SignIns, AnotherBrowsersStateIsRefusedAndLeftToIt) {
    const std::string state = begin(1);
    EXPECT_FALSE(come_back(state, 2));
    EXPECT_TRUE(provider->codes.empty());
    EXPECT_TRUE(come_back(state, 1));
}

TEST_F(SignIns, AnotherWaysStateIsRefused) {
    EXPECT_FALSE(come_back(begin(), 1, "other"));
    EXPECT_EQ(come_back(begin(), 1, "nowhere").error().kind, ErrorKind::NotFound);
}

TEST_F(SignIns, StateLivesTenMinutes) {
    const std::string state = begin();
    desk.wall_clock.advance(599s);
    const std::string late = begin();
    EXPECT_TRUE(come_back(state));
    desk.wall_clock.advance(600s);
    EXPECT_FALSE(come_back(late));
}

TEST_F(SignIns, MadeUpStatesAreRefused) {
    const std::string state = begin();
    for (const std::string& wrong :
         {std::string(), std::string("x"), std::string(48, 'A'), state.substr(1), state + "A"}) {
        EXPECT_FALSE(come_back(wrong)) << wrong;
    }
    EXPECT_TRUE(provider->codes.empty());
}

TEST_F(SignIns, WhoIsNoContactOfTheProjectGetsNothingAndIsMadeNobody) {
    const auto contacts = desk.count("contacts");
    for (const char* address : {"nobody@example.com", "bob@example.com", ""}) {
        provider->answer = Identity{.address = address};
        const auto ticket = come_back(begin());
        ASSERT_FALSE(ticket) << address;
        EXPECT_EQ(ticket.error().kind, ErrorKind::NotFound);
    }
    EXPECT_EQ(desk.count("contacts"), contacts);
    EXPECT_EQ(desk.count("arrivals"), 0);
}

TEST_F(SignIns, CustomerOfTheDeskWithoutARequestIsAContact) {
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::DeskCustomers(connection).add(desk.project(), desk.bob);
    });
    provider->answer = Identity{.address = "bob@example.com"};
    EXPECT_TRUE(come_back(begin()));
}

TEST_F(SignIns, InactiveContactGetsNothing) {
    desk.contact("ann", "ann@example.com", false);
    EXPECT_FALSE(come_back(begin()));
    provider->answer = Identity{.account = base::AccountId("account-ann")};
    EXPECT_FALSE(come_back(begin()));
}

TEST_F(SignIns, WhoIsDeactivatedInBetweenGetsNoSession) {
    const auto ticket = come_back(begin());
    ASSERT_TRUE(ticket);
    desk.contact("ann", "ann@example.com", false);
    EXPECT_FALSE(sign_ins.find(desk.project(), *ticket));
    EXPECT_FALSE(arrive(*ticket));
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(SignIns, KbotIsNobodyByAccountAndByAddress) {
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::KbotAccounts(connection)
            .add(base::AccountId("account-ann"), desk.clock.now());
    });
    desk.contact("ann", "ann@example.com", true);
    provider->answer = Identity{.account = base::AccountId("account-ann")};
    EXPECT_FALSE(come_back(begin()));
    provider->answer = Identity{.address = "ann@example.com"};
    EXPECT_FALSE(come_back(begin()));
}

TEST_F(SignIns, AccountIsMatchedExactly) {
    provider->answer = Identity{.account = base::AccountId("account-ann")};
    EXPECT_TRUE(come_back(begin()));
    provider->answer = Identity{.account = base::AccountId("ACCOUNT-ANN")};
    EXPECT_FALSE(come_back(begin()));
}

TEST_F(SignIns, WayThatVouchesForAnAddressProvesItAndAnAccountDoesNot) {
    ASSERT_TRUE(come_back(begin()));
    EXPECT_EQ(
        desk.value("select proven_domain from contacts where display_name = 'ann'"), "example.com"
    );

    desk.request(13, desk.bob);
    provider->answer = Identity{.account = base::AccountId("account-bob")};
    ASSERT_TRUE(come_back(begin()));
    EXPECT_EQ(desk.count("contacts where proven_domain is not null"), 1);
}

TEST_F(SignIns, PreviousSessionEndsAndAnIdIsNeverKept) {
    const auto first = arrive(come_back(begin()).value());
    ASSERT_TRUE(first);
    const auto session = desk.database.read([&](connector::store::Connection& connection) {
        return desk.sessions.find(connection, first->session_cookie)->session;
    });
    const auto second = arrive(come_back(begin()).value(), session);
    ASSERT_TRUE(second);
    EXPECT_NE(first->session_cookie, second->session_cookie);
    EXPECT_FALSE(desk.is_signed_in(first->session_cookie));
    EXPECT_TRUE(desk.is_signed_in(second->session_cookie));
}

TEST_F(SignIns, TicketLivesFiveMinutesAndInItsProjectOnly) {
    const auto ticket = come_back(begin()).value();
    EXPECT_FALSE(sign_ins.find(base::ProjectKey("HR"), ticket));
    EXPECT_FALSE(sign_ins.arrive(base::ProjectKey("HR"), ticket, {.contact = {}}));
    desk.wall_clock.advance(300s);
    EXPECT_FALSE(arrive(ticket));
}

TEST_F(SignIns, HandOffIsGoodOnce) {
    const std::string token = hand_off("ann@example.com", "id-number-1");
    EXPECT_EQ(sign_ins.look_at(desk.project(), token), "a***@e***.com");
    EXPECT_EQ(sign_ins.look_at(desk.project(), token), "a***@e***.com");
    const auto ticket = hand_over(token);
    ASSERT_TRUE(ticket) << ticket.error().message;
    EXPECT_EQ(sign_ins.find(desk.project(), *ticket)->contact, desk.ann);
    EXPECT_FALSE(sign_ins.find(desk.project(), *ticket)->is_direct);
    EXPECT_EQ(hand_over(token).error().kind, ErrorKind::Unauthorized);
    EXPECT_FALSE(hand_over(hand_off("ann@example.com", "id-number-1"))) << "another with its id";
    EXPECT_TRUE(hand_over(hand_off("ann@example.com", "id-number-2")));
}

TEST_F(SignIns, HandOffIsRememberedForAsLongAsItWouldBeTaken) {
    const std::string token = hand_off("ann@example.com", "id-number-1");
    ASSERT_TRUE(hand_over(token));
    connector::store::Housekeeping housekeeping(desk.database, desk.clock);
    for (int seconds = 0; seconds < 130; seconds += 10) {
        housekeeping.run();
        EXPECT_FALSE(hand_over(token)) << seconds;
        desk.wall_clock.advance(10s);
    }
    housekeeping.run();
    EXPECT_EQ(desk.count("hand_offs"), 0);
}

TEST_F(SignIns, HandOffOfAStrangerIsSpentToo) {
    const std::string token = hand_off("nobody@example.com", "id-number-1");
    EXPECT_EQ(hand_over(token).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(hand_over(token).error().kind, ErrorKind::Unauthorized);
}

TEST_F(SignIns, NothingOfASignInIsInTheStoreOrTheLog) {
    const std::string state = begin();
    const Challenge secrets = provider->asked.back();
    const auto ticket = come_back(state).value();
    const std::string token = hand_off("ann@example.com", "id-number-1");
    ASSERT_TRUE(hand_over(token));
    static_cast<void>(hand_over(token));
    static_cast<void>(come_back(state));
    std::string kept = desk.bytes_on_disk();
    for (const std::string& line : desk.log.lines()) kept += line + "\n";
    for (const std::string& secret :
         {state, secrets.nonce, secrets.verifier, ticket, token, std::string("id-number-1")}) {
        EXPECT_EQ(kept.find(secret), std::string::npos);
    }
}

TEST_F(SignIns, RefusalsAreAuditedWithTheirWay) {
    static_cast<void>(come_back("x"));
    EXPECT_EQ(desk.count("audit where event = 'sign_in.refused' and detail like 'acme: %'"), 1);
    provider->answer = base::fail(ErrorKind::Unavailable, "tokens: answered 500");
    static_cast<void>(come_back(begin()));
    EXPECT_TRUE(desk.log.contains("sign_in.provider_failed"));
}

TEST(Atlassian, AccountIsTheOneThatTheProfileNames) {
    tests::FakeTransport transport;
    connector::access::AtlassianProvider provider(
        {.client_id = "client",
         .client_secret = base::Secret("secret"),
         .authorize_url = "https://auth.example/authorize",
         .token_url = "https://auth.example/token",
         .profile_url = "https://api.example/me"},
        transport
    );
    const Challenge challenge{"state", "nonce", "verifier", "https://we.example/callback"};
    const auto url = provider.authorization_url(challenge);
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->starts_with("https://auth.example/authorize?audience=api.atlassian.com&"));
    EXPECT_NE(url->find("scope=read%3Ame"), std::string::npos);

    transport.answer(200, R"({"access_token":"the-token"})");
    transport.answer(200, R"({"account_id":"712020:ann","email":"other@example.com"})");
    const auto identity = provider.redeem({"code", ""}, challenge);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->account->value(), "712020:ann");
    EXPECT_FALSE(identity->address) << "an address of Atlassian's is not asked for";
    EXPECT_EQ(transport.requests().at(1).headers.front().value, "Bearer the-token");

    transport.answer(403, R"({"error":"access_denied"})");
    EXPECT_EQ(provider.redeem({"code", ""}, challenge).error().kind, ErrorKind::Rejected);
    transport.answer(200, R"({"access_token":"the-token"})");
    transport.answer(401, "{}");
    EXPECT_EQ(provider.redeem({"code", ""}, challenge).error().kind, ErrorKind::Rejected);
    transport.answer(200, R"({"access_token":"the-token"})");
    transport.answer(200, R"({"account_id":7})");
    EXPECT_FALSE(provider.redeem({"code", ""}, challenge));
}

}  // namespace
