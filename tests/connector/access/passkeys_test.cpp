#include "connector/access/passkeys.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/software_passkey.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;
using connector::access::Passkeys;
using std::chrono::minutes;
using tests::SoftwarePasskey;

connector::access::AllProofRules rules() {
    connector::access::AllProofRules all;
    all[tests::SupportDesk::project()] = {.passkeys = true};
    return all;
}

/// Ann, signed in, in browser 1; requests of hers are there.
class PasskeyOfAContact : public testing::Test {
protected:
    connector::access::SignedIn signed_in(const std::string& of) {
        return desk.database
            .read([&](connector::store::Connection& connection) {
                return desk.sessions.find(connection, of);
            })
            .value();
    }

    base::Result<void> add(
        const SoftwarePasskey& by, const std::string& challenge, unsigned char browser = 1
    ) {
        return passkeys.add(
            signed_in(cookie),
            {.client_data = by.client_data("webauthn.create", challenge),
             .authenticator_data = by.registration(),
             .name = "Phone",
             .browser_hash = tests::browser(browser)}
        );
    }

    std::string invite() {
        return passkeys.invite(signed_in(cookie), tests::browser(1)).value().challenge;
    }

    base::Bytes handle() {
        return passkeys.invite(signed_in(cookie), tests::browser(1)).value().handle;
    }

    base::Result<void> add(const SoftwarePasskey& by) { return add(by, invite()); }

    Passkeys::Shown shown(const SoftwarePasskey& by, const std::string& challenge) {
        const std::string client_data = by.client_data("webauthn.get", challenge);
        const base::Bytes data = by.authenticator_data();
        return {
            .credential_id = by.id(),
            .handle = owner,
            .client_data = client_data,
            .authenticator_data = data,
            .signature = by.sign(data, client_data),
            .browser_hash = tests::browser(2)};
    }

    base::Result<connector::access::ProvenSession> sign_in(const Passkeys::Shown& what) {
        ++tries;
        return passkeys.sign_in(
            desk.project(), what, {.contact = {}, .client = fmt::format("198.18.0.{}", tries)}
        );
    }

    std::string challenge() { return passkeys.challenge(tests::browser(2)); }

    tests::SupportDesk desk;
    Passkeys passkeys{
        desk.database,
        desk.keys,
        rules(),
        {"support.acme.example", "https://support.acme.example"},
        desk.clock,
        desk.random,
        desk.log,
        desk.metrics};
    base::RequestId request = desk.request(12, desk.ann);
    std::string cookie = desk.session(desk.ann, request);
    base::Bytes owner = handle();
    SoftwarePasskey passkey;
    int tries = 0;
};

TEST_F(PasskeyOfAContact, SignsInWithoutAnAddress) {
    ASSERT_TRUE(add(passkey));

    const auto session = sign_in(shown(passkey, challenge()));

    ASSERT_TRUE(session);
    const auto who = signed_in(session->cookie);
    EXPECT_EQ(who.contact.id, desk.ann);
    EXPECT_EQ(who.session.made_by, connector::model::MadeBy::Passkey);
    EXPECT_EQ(desk.count("audit where event = 'passkey.added'"), 1);
    EXPECT_EQ(desk.count("audit where event = 'passkey.used'"), 1);
    ASSERT_EQ(passkeys.list_of(desk.ann).size(), 1U);
    EXPECT_EQ(passkeys.list_of(desk.ann)[0].name, "Phone");
    EXPECT_EQ(passkeys.list_of(desk.ann)[0].used, desk.clock.now());
}

TEST_F(PasskeyOfAContact, ChallengeIsAnsweredOnce) {
    const std::string invited = invite();
    ASSERT_TRUE(add(passkey, invited));
    EXPECT_FALSE(add(SoftwarePasskey(SoftwarePasskey::Algorithm::Es256, 2), invited));

    const auto answer = shown(passkey, challenge());
    ASSERT_TRUE(sign_in(answer));
    EXPECT_FALSE(sign_in(answer)) << "replayed";
}

TEST_F(PasskeyOfAContact, ChallengeIsUsedUpByAWrongAnswerToo) {
    ASSERT_TRUE(add(passkey));
    const std::string asked = challenge();
    auto wrong = shown(passkey, asked);
    wrong.signature.back() ^= std::byte{1};

    EXPECT_FALSE(sign_in(wrong));
    EXPECT_FALSE(sign_in(shown(passkey, asked)));
}

TEST_F(PasskeyOfAContact, ChallengeIsOfThisBrowserAndFiveMinutes) {
    ASSERT_TRUE(add(passkey));
    auto elsewhere = shown(passkey, challenge());
    elsewhere.browser_hash = tests::browser(3);
    EXPECT_FALSE(sign_in(elsewhere));
    EXPECT_FALSE(sign_in(shown(passkey, "AAAA")));

    auto late = shown(passkey, challenge());
    desk.wall_clock.advance(minutes{5});
    EXPECT_FALSE(sign_in(late));
}

TEST_F(PasskeyOfAContact, ChallengeIsForOneThing) {
    ASSERT_TRUE(add(passkey));
    const SoftwarePasskey other(SoftwarePasskey::Algorithm::Es256, 2);

    EXPECT_FALSE(add(other, passkeys.challenge(tests::browser(1)))) << "one to sign in with";
    const auto bobs = signed_in(desk.session(desk.bob, desk.request(13, desk.bob)));
    const auto invited = passkeys.invite(bobs, tests::browser(1)).value().challenge;
    EXPECT_FALSE(add(other, invited)) << "Bob was asked";
    auto registering = shown(passkey, invite());
    registering.browser_hash = tests::browser(1);
    EXPECT_FALSE(sign_in(registering)) << "one to register with";
}

TEST_F(PasskeyOfAContact, TamperedOrForeignOnesAreRefused) {
    ASSERT_TRUE(add(passkey));
    auto tampered = shown(passkey, challenge());
    tampered.signature.back() ^= std::byte{1};
    EXPECT_FALSE(sign_in(tampered));

    const SoftwarePasskey foreign(SoftwarePasskey::Algorithm::Es256, 7);
    EXPECT_FALSE(sign_in(shown(foreign, challenge()))) << "nobody has registered it";

    const SoftwarePasskey twin(SoftwarePasskey::Algorithm::Es256, 1);
    EXPECT_FALSE(sign_in(shown(twin, challenge()))) << "the id of hers, another key";

    passkey.origin = "https://evil.example";
    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
    passkey.origin = "https://support.acme.example";
    passkey.party = "evil.example";
    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
    passkey.party = "support.acme.example";
    passkey.flags = SoftwarePasskey::kPresent;
    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
    EXPECT_EQ(desk.count("sessions"), 1);
    EXPECT_GE(desk.count("audit where event = 'passkey.refused'"), 6);
}

TEST_F(PasskeyOfAContact, HandleMustBeItsOwners) {
    ASSERT_TRUE(add(passkey));
    const auto bobs = signed_in(desk.session(desk.bob, desk.request(13, desk.bob)));
    auto answer = shown(passkey, challenge());
    answer.handle = passkeys.invite(bobs, tests::browser(1)).value().handle;
    EXPECT_FALSE(sign_in(answer));

    answer = shown(passkey, challenge());
    answer.handle = {};
    EXPECT_FALSE(sign_in(answer));
}

TEST_F(PasskeyOfAContact, CounterThatGoesBackIsRefused) {
    ASSERT_TRUE(add(passkey));
    passkey.counter = 9;
    ASSERT_TRUE(sign_in(shown(passkey, challenge())));

    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
    passkey.counter = 10;
    EXPECT_TRUE(sign_in(shown(passkey, challenge())));
}

TEST_F(PasskeyOfAContact, CredentialIsRegisteredOnce) {
    ASSERT_TRUE(add(passkey));

    EXPECT_EQ(add(passkey).error().kind, ErrorKind::Conflict);
    EXPECT_EQ(desk.count("passkeys"), 1);
}

TEST_F(PasskeyOfAContact, IsAddedByWhoJustSignedIn) {
    const std::string invited = invite();
    desk.wall_clock.advance(minutes{10});

    EXPECT_EQ(add(passkey, invited).error().kind, ErrorKind::Denied);
    EXPECT_EQ(
        passkeys.invite(signed_in(cookie), tests::browser(1)).error().kind, ErrorKind::Denied
    );
}

TEST_F(PasskeyOfAContact, TenAreAll) {
    for (unsigned char i = 1; i <= 10; ++i) {
        ASSERT_TRUE(add(SoftwarePasskey(SoftwarePasskey::Algorithm::Es256, i)));
    }

    EXPECT_EQ(
        passkeys.invite(signed_in(cookie), tests::browser(1)).error().kind, ErrorKind::Invalid
    );
}

TEST_F(PasskeyOfAContact, IsRemovedByItsOwnerOnly) {
    ASSERT_TRUE(add(passkey));
    const std::int64_t id = passkeys.list_of(desk.ann)[0].id;

    EXPECT_FALSE(passkeys.remove(desk.bob, id, ""));
    EXPECT_TRUE(passkeys.remove(desk.ann, id, ""));
    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
}

TEST_F(PasskeyOfAContact, DiesWithTheContactAndItsAddress) {
    ASSERT_TRUE(add(passkey));
    desk.contact("ann", "ann@elsewhere.example");
    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
    EXPECT_EQ(desk.count("passkeys"), 0);
    EXPECT_EQ(desk.count("passkey_owners"), 0);
}

TEST_F(PasskeyOfAContact, WhoIsNoCustomerOfTheProjectIsNotLetIn) {
    ASSERT_TRUE(add(passkey));
    desk.database.write([](connector::store::Connection& connection) {
        connection.run("update requests set reporter_id = null");
    });

    EXPECT_FALSE(sign_in(shown(passkey, challenge())));
    EXPECT_FALSE(passkeys.sign_in(base::ProjectKey("HR"), shown(passkey, challenge()), {}));
}

TEST_F(PasskeyOfAContact, HandleSaysNothingOfThem) {
    EXPECT_EQ(owner.size(), 32U);
    EXPECT_EQ(handle(), owner) << "the same for each passkey";
}

TEST_F(PasskeyOfAContact, AskingForChallengesWritesNothing) {
    const auto before = desk.bytes_on_disk().size();
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(challenge().empty());

    EXPECT_EQ(desk.bytes_on_disk().size(), before);
}

TEST_F(PasskeyOfAContact, AnsweredChallengesAreForgottenWhenTheyAreOld) {
    ASSERT_TRUE(add(passkey));
    EXPECT_EQ(desk.count("spent_challenges"), 1);

    desk.wall_clock.advance(minutes{5});
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::Passkeys(connection).purge(desk.clock.now());
    });

    EXPECT_EQ(desk.count("spent_challenges"), 0);
}

TEST_F(PasskeyOfAContact, TwentyTriesOfANetworkAreAll) {
    ASSERT_TRUE(add(passkey));
    const auto from_one = [&](const Passkeys::Shown& what) {
        return passkeys.sign_in(desk.project(), what, {.contact = {}, .client = "192.0.2.9"});
    };
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(from_one({}));

    EXPECT_FALSE(from_one(shown(passkey, challenge())));
    EXPECT_TRUE(sign_in(shown(passkey, challenge()))) << "from elsewhere";
}

}  // namespace
