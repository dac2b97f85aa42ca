#include "connector/access/passwords.hpp"

#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/access/key_files.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;
using connector::access::AllProofRules;
using connector::access::Passwords;
using std::chrono::minutes;

constexpr const char* kGood = "correct horse battery";
constexpr base::PasswordCost kCheap{.passes = 1, .memory = 8192};

AllProofRules rules(std::optional<connector::access::BreachedList> breached = std::nullopt) {
    AllProofRules all;
    all[tests::SupportDesk::project()] = {.passwords = true, .breached = std::move(breached)};
    return all;
}

class PasswordOfAContact : public testing::Test {
protected:
    connector::access::SignedIn signed_in(const std::string& of) {
        return desk.database
            .read([&](connector::store::Connection& connection) {
                return desk.sessions.find(connection, of);
            })
            .value();
    }

    base::Result<void> set(
        const std::string& wanted, const std::string& current = "", const std::string& by = ""
    ) {
        const auto who = signed_in(by.empty() ? cookie : by);
        return passwords.set(desk.project(), {who, current, "192.0.2.1"}, wanted);
    }

    /// Every try from a network of its own.
    base::Result<connector::access::ProvenSession> sign_in(
        const std::string& password, const std::string& address = "ann@example.com"
    ) {
        ++tries;
        return passwords.sign_in(
            desk.project(),
            {address, password},
            {.contact = {}, .client = fmt::format("198.18.{}.{}", tries / 250, tries % 250)}
        );
    }

    tests::SupportDesk desk;
    Passwords passwords{
        desk.database, desk.keys, rules(), kCheap, desk.clock, desk.random, desk.log, desk.metrics};
    base::RequestId request = desk.request(12, desk.ann);
    std::string cookie = desk.session(desk.ann, request);
    int tries = 0;
};

TEST_F(PasswordOfAContact, SignsIn) {
    ASSERT_TRUE(set(kGood));

    const auto session = sign_in(kGood);

    ASSERT_TRUE(session);
    const auto who = signed_in(session->cookie);
    EXPECT_EQ(who.contact.id, desk.ann);
    EXPECT_EQ(who.session.made_by, connector::model::MadeBy::Password);
    EXPECT_EQ(who.session.assurance, connector::model::Assurance::Verified);
    EXPECT_EQ(desk.count("audit where event = 'password.set'"), 1);
    EXPECT_EQ(desk.count("audit where event = 'password.used'"), 1);
    EXPECT_EQ(desk.count("passwords where used_at is not null"), 1);
}

TEST_F(PasswordOfAContact, EveryFailureIsTheSame) {
    ASSERT_TRUE(set(kGood));
    desk.contact("ida", "ida@example.com", false);
    for (const auto& [address, password] : std::vector<std::pair<std::string, std::string>>{
             {"ann@example.com", "wrong horse battery"},
             {"ann@example.com", ""},
             {"ann@example.com", "\xFF"},
             {"bob@example.com", kGood},
             {"nobody@example.com", kGood},
             {"ida@example.com", kGood},
             {"no address", kGood},
             {"", ""}}) {
        const auto refused = sign_in(password, address);
        ASSERT_FALSE(refused) << address;
        EXPECT_EQ(refused.error().kind, ErrorKind::NotFound);
        EXPECT_EQ(refused.error().message, "no such address with that password");
    }
    EXPECT_EQ(desk.count("sessions"), 1);
}

/// A commit before the hash and one behind it, whoever is asked for (SR-30).
TEST_F(PasswordOfAContact, EveryTryIsWrittenAndHashed) {
    ASSERT_TRUE(set(kGood));
    const char* const fact = "select value from facts where name = 'latest_password_try'";
    for (const char* address : {"ann@example.com", "nobody@example.com", "bob@example.com"}) {
        for (int i = 0; i < 7; ++i) {
            desk.wall_clock.advance(std::chrono::seconds{1});
            const auto before = desk.value(fact);
            EXPECT_FALSE(sign_in("wrong horse battery", address));
            EXPECT_NE(desk.value(fact), before);
        }
    }
    // Of the one that was set, and of each try: unknown, without a password, tried too often.
    EXPECT_NE(desk.metrics.as_text().find("connector_password_hashes_total 22"), std::string::npos);
}

TEST_F(PasswordOfAContact, WhoIsNoCustomerHereIsNotLetIn) {
    const auto ours = desk.session(desk.bob, request);
    ASSERT_TRUE(set(kGood, "", ours));

    EXPECT_FALSE(sign_in(kGood, "bob@example.com")) << "Bob has no request here";

    desk.request(13, desk.bob);
    EXPECT_TRUE(sign_in(kGood, "bob@example.com"));
}

TEST_F(PasswordOfAContact, OtherProjectsHaveNone) {
    ASSERT_TRUE(set(kGood));

    EXPECT_FALSE(passwords.sign_in(base::ProjectKey("HR"), {"ann@example.com", kGood}, {}));
    const auto who = signed_in(cookie);
    EXPECT_FALSE(passwords.set(base::ProjectKey("HR"), {who, "", ""}, kGood));
}

TEST_F(PasswordOfAContact, FiveTriesInAQuarterOfAnHourAreAll) {
    ASSERT_TRUE(set(kGood));
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(sign_in("wrong horse battery"));

    EXPECT_FALSE(sign_in(kGood)) << "the right one comes too late";
    EXPECT_TRUE(desk.links.exchange(desk.link(desk.ann, request), {})) << "links go on (SR-34)";

    desk.wall_clock.advance(minutes{16});
    EXPECT_TRUE(sign_in(kGood));
}

TEST_F(PasswordOfAContact, TwentyTriesADayAreAll) {
    ASSERT_TRUE(set(kGood));
    for (int quarter = 0; quarter < 4; ++quarter) {
        for (int i = 0; i < 5; ++i) EXPECT_FALSE(sign_in("wrong horse battery"));
        desk.wall_clock.advance(minutes{16});
    }

    EXPECT_FALSE(sign_in(kGood));

    desk.wall_clock.advance(std::chrono::hours{24});
    EXPECT_TRUE(sign_in(kGood));
}

TEST_F(PasswordOfAContact, RightOnesDoNotUseUpTheTries) {
    ASSERT_TRUE(set(kGood));

    for (int i = 0; i < 30; ++i) EXPECT_TRUE(sign_in(kGood)) << i;
}

TEST_F(PasswordOfAContact, TenTriesOfANetworkAreAll) {
    ASSERT_TRUE(set(kGood));
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(passwords.sign_in(
            desk.project(), {"nobody@example.com", "x"}, {.contact = {}, .client = "192.0.2.7"}
        ));
    }

    EXPECT_FALSE(passwords.sign_in(
        desk.project(), {"ann@example.com", kGood}, {.contact = {}, .client = "192.0.2.7"}
    ));
    EXPECT_TRUE(sign_in(kGood)) << "from elsewhere";
    EXPECT_EQ(desk.count("audit where event = 'limit.reached' and detail = 'password.client'"), 1);
}

TEST_F(PasswordOfAContact, AllNetworksTogetherHaveALimit) {
    ASSERT_TRUE(set(kGood));
    for (int i = 0; i < 120; ++i) EXPECT_FALSE(sign_in("x", "nobody@example.com"));

    EXPECT_FALSE(sign_in(kGood));
}

TEST_F(PasswordOfAContact, NeedsASignInOfJustNowOrTheCurrentOne) {
    desk.wall_clock.advance(minutes{10});
    EXPECT_EQ(set(kGood).error().kind, ErrorKind::Denied) << "there is none to type";

    cookie = desk.session(desk.ann, request);
    ASSERT_TRUE(set(kGood));
    desk.wall_clock.advance(minutes{10});

    EXPECT_EQ(set("another horse battery").error().kind, ErrorKind::Denied);
    EXPECT_EQ(set("another horse battery", "wrong").error().kind, ErrorKind::Denied);
    EXPECT_TRUE(set("another horse battery", kGood));
    EXPECT_FALSE(sign_in(kGood));
    EXPECT_TRUE(sign_in("another horse battery"));
}

TEST_F(PasswordOfAContact, GuessesAtTheCurrentOneAreCountedToo) {
    ASSERT_TRUE(set(kGood));
    desk.wall_clock.advance(minutes{10});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(set("x", "wrong").error().kind, ErrorKind::Invalid);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(set("another horse battery", "wrong").error().kind, ErrorKind::Denied);
    }

    EXPECT_EQ(set("another horse battery", kGood).error().kind, ErrorKind::Limited);
    EXPECT_FALSE(sign_in(kGood));
}

/// Not even with the current one.
TEST_F(PasswordOfAContact, ClaimedAddressSetsNone) {
    ASSERT_TRUE(set("another horse battery"));
    desk.database.write([](connector::store::Connection& connection) {
        connection.run("update sessions set assurance = 'claimed'");
    });

    EXPECT_EQ(set(kGood).error().kind, ErrorKind::Denied);
    EXPECT_EQ(set(kGood, "another horse battery").error().kind, ErrorKind::Denied);
    const auto who = signed_in(cookie);
    EXPECT_FALSE(passwords.remove({who, "another horse battery", ""}));
}

TEST_F(PasswordOfAContact, EndsOtherSessionsWhenItIsSet) {
    const std::string other = desk.session(desk.ann, request);
    const std::string bobs = desk.session(desk.bob, request);

    ASSERT_TRUE(set(kGood));

    EXPECT_TRUE(desk.is_signed_in(cookie));
    EXPECT_FALSE(desk.is_signed_in(other));
    EXPECT_TRUE(desk.is_signed_in(bobs));
}

TEST_F(PasswordOfAContact, IsNotSetByASessionThatIsOver) {
    const auto who = signed_in(cookie);
    desk.sessions.end(who.session.id, desk.ann, "");

    EXPECT_FALSE(passwords.set(desk.project(), {who, "", ""}, kGood));
    EXPECT_EQ(desk.count("passwords"), 0);
}

TEST_F(PasswordOfAContact, IsRemoved) {
    ASSERT_TRUE(set(kGood));
    const auto who = signed_in(cookie);

    ASSERT_TRUE(passwords.remove({who, "", ""}));

    EXPECT_FALSE(sign_in(kGood));
    EXPECT_FALSE(passwords.has_one(desk.ann));
    EXPECT_EQ(passwords.remove({who, "", ""}).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(desk.count("audit where event = 'password.removed'"), 1);
}

TEST_F(PasswordOfAContact, DiesWithTheContactAndItsAddress) {
    ASSERT_TRUE(set(kGood));
    desk.contact("ann", "ann@elsewhere.example");
    EXPECT_EQ(desk.count("passwords"), 0);
    EXPECT_FALSE(sign_in(kGood, "ann@elsewhere.example"));

    ASSERT_TRUE(set(kGood));
    desk.contact("ann", "ann@elsewhere.example", false);
    EXPECT_EQ(desk.count("passwords"), 0);
}

TEST_F(PasswordOfAContact, LiesSealedInTheStore) {
    ASSERT_TRUE(set(kGood));

    const std::string bytes = desk.bytes_on_disk();
    EXPECT_EQ(bytes.find("$argon2id"), std::string::npos);
    EXPECT_EQ(bytes.find(kGood), std::string::npos);
}

TEST_F(PasswordOfAContact, IsWorthNothingUnderAnotherKeyRingOrContact) {
    ASSERT_TRUE(set(kGood));
    const auto others = connector::access::KeyRing::with_fresh_key(desk.random);
    Passwords thief{
        desk.database, others, rules(), kCheap, desk.clock, desk.random, desk.log, desk.metrics};
    EXPECT_FALSE(thief.sign_in(desk.project(), {"ann@example.com", kGood}, {}));

    // Whoever can write the store can't give Bob Ann's password.
    desk.request(13, desk.bob);
    desk.database.write([&](connector::store::Connection& connection) {
        connection.run("update passwords set contact_id = $1", {desk.bob.value()});
    });
    EXPECT_FALSE(sign_in(kGood, "bob@example.com"));
}

/// Something happens while a password's hash is compared.
class BusyStore final : public connector::store::Database {
public:
    explicit BusyStore(connector::store::Database& inner) : inner_(inner) {}

    std::function<void()> before_third_write{};

    [[nodiscard]] bool can_write() const noexcept override { return true; }

    [[nodiscard]] bool shed_deleted() override { return inner_.shed_deleted(); }

protected:
    void run_write(const std::function<void(connector::store::Connection&)>& work) override {
        if (++writes_ == 3 && before_third_write) before_third_write();
        inner_.write(work);
    }

    void run_read(const std::function<void(connector::store::Connection&)>& work) override {
        inner_.read(work);
    }

private:
    connector::store::Database& inner_;
    int writes_ = 0;
};

TEST_F(PasswordOfAContact, ThatIsChangedOrRemovedMeanwhileLetsNobodyIn) {
    for (const bool is_removed : {false, true}) {
        BusyStore busy(desk.database);
        Passwords slow{
            busy, desk.keys, rules(), kCheap, desk.clock, desk.random, desk.log, desk.metrics};
        const auto who = signed_in(cookie);
        ASSERT_TRUE(slow.set(desk.project(), {who, "", ""}, kGood));
        busy.before_third_write = [&] {
            if (is_removed) {
                EXPECT_TRUE(passwords.remove({who, "", ""}));
            } else {
                EXPECT_TRUE(set("another horse battery"));
            }
        };

        EXPECT_FALSE(slow.sign_in(desk.project(), {"ann@example.com", kGood}, {}));
    }
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST(PasswordsAndKeys, AreSealedAnewWithTheCurrentKey) {
    tests::SupportDesk desk;
    const tests::TempDir files;
    const auto keys_path = files.path() / "keys";
    const auto first = connector::access::KeyRing::load(keys_path, desk.random).value();
    connector::access::AllProofRules all = rules();
    Passwords before{
        desk.database, first, all, kCheap, desk.clock, desk.random, desk.log, desk.metrics};
    const auto request = desk.request(12, desk.ann);
    const auto who = desk.database
                         .read([cookie = desk.session(desk.ann, request),
                                &desk](connector::store::Connection& connection) {
                             return desk.sessions.find(connection, cookie);
                         })
                         .value();
    ASSERT_TRUE(before.set(desk.project(), {who, "", ""}, kGood));
    const auto id = connector::access::add_key(keys_path, desk.random).value();
    ASSERT_TRUE(connector::access::make_current(keys_path, id));
    const auto second = connector::access::KeyRing::open(keys_path).value();
    Passwords after{
        desk.database, second, all, kCheap, desk.clock, desk.random, desk.log, desk.metrics};

    after.seal_anew();
    ASSERT_TRUE(connector::access::retire_key(keys_path, first.current()));

    const auto third = connector::access::KeyRing::open(keys_path).value();
    Passwords retired{
        desk.database, third, all, kCheap, desk.clock, desk.random, desk.log, desk.metrics};
    EXPECT_TRUE(retired.sign_in(desk.project(), {"ann@example.com", kGood}, {}));
    EXPECT_EQ(desk.value("select lower(hex(key_id)) from passwords"), base::to_hex(id));
}

TEST(BreachedPasswords, AreNotSetAndNorIsAnyWhenTheListIsGone) {
    tests::SupportDesk desk;
    const auto file = desk.directory.path() / "list.txt";
    std::ofstream(file) << base::to_hex(base::sha1_for_lists(base::as_bytes(kGood))) << ":3\n";
    const auto list = connector::access::BreachedList::open(file);
    Passwords passwords{
        desk.database,
        desk.keys,
        rules(*list),
        kCheap,
        desk.clock,
        desk.random,
        desk.log,
        desk.metrics};
    const auto cookie = desk.session(desk.ann, desk.request(12, desk.ann));
    const auto who = desk.database
                         .read([&](connector::store::Connection& connection) {
                             return desk.sessions.find(connection, cookie);
                         })
                         .value();

    EXPECT_EQ(
        passwords.set(desk.project(), {who, "", ""}, kGood).error().kind, ErrorKind::Conflict
    );
    std::filesystem::remove(file);
    EXPECT_EQ(
        passwords.set(desk.project(), {who, "", ""}, "another horse battery").error().kind,
        ErrorKind::Unavailable
    );
    EXPECT_EQ(desk.count("passwords"), 0);
}

}  // namespace
