#include "connector/access/codes.hpp"

#include <array>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "connector/access/code.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using connector::access::Codes;
using connector::access::Links;

/// Ann has asked for a link in browser 1.
class CodeOfALink : public testing::Test {
protected:
    Links::Issued ask(base::ContactId contact, const base::Bytes32& browser) {
        return desk.database.write([&](connector::store::Connection& connection) {
            return desk.links.issue(
                connection,
                {.contact = contact,
                 .request = request,
                 .project = tests::SupportDesk::project(),
                 .browser_hash = browser}
            );
        });
    }

    bool type(const std::string& typed, unsigned char browser = 1) {
        return codes.exchange(typed, opener(browser)).has_value();
    }

    /// Every try from a network of its own.
    Links::Opener opener(unsigned char browser) {
        ++tries;
        return {
            .browser_hash = tests::browser(browser),
            .client = fmt::format("198.18.{}.{}", tries / 250, tries % 250)};
    }

    static std::string other_than(std::string right) {
        right[5] = right[5] == '0' ? '1' : '0';
        return right;
    }

    tests::SupportDesk desk;
    Codes codes{desk.database, desk.links, desk.keys, desk.clock, desk.log, desk.metrics};
    base::RequestId request = desk.request(12, desk.ann);
    Links::Issued issued = ask(desk.ann, tests::browser(1));
    std::string code = issued.code;
    int tries = 0;
};

TEST_F(CodeOfALink, IsSixDigits) {
    EXPECT_EQ(code.size(), 6U);
    EXPECT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
}

TEST_F(CodeOfALink, SignsInWhereItWasAskedFor) {
    const auto exchanged = codes.exchange(code, opener(1));

    ASSERT_TRUE(exchanged);
    EXPECT_TRUE(desk.is_signed_in(exchanged->session_cookie));
    EXPECT_EQ(exchanged->session.contact, desk.ann);
    EXPECT_EQ(exchanged->session.made_by, connector::model::MadeBy::Code);
    EXPECT_EQ(exchanged->request_key, base::RequestKey("SUP-12"));
    EXPECT_EQ(desk.count("audit where event = 'link.exchanged' and detail = 'by its code'"), 1);
}

TEST_F(CodeOfALink, MayBeTypedWithBlanks) {
    EXPECT_TRUE(type(fmt::format(" {} {}-{}", code.substr(0, 3), code.substr(3, 2), code.substr(5)))
    );
}

TEST_F(CodeOfALink, IsWorthNothingInAnotherBrowser) {
    EXPECT_FALSE(type(code, 2));
    EXPECT_FALSE(codes.exchange(code, {.client = "192.0.2.1"}));
    EXPECT_EQ(desk.count("sessions"), 0);
    EXPECT_TRUE(type(code)) << "strangers' tries do not count";
}

TEST_F(CodeOfALink, WorksOnceAndUsesTheLink) {
    EXPECT_TRUE(type(code));
    EXPECT_FALSE(type(code));
    EXPECT_FALSE(desk.links.exchange(issued.token, opener(1)));
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(CodeOfALink, IsUsedUpWithTheLink) {
    EXPECT_TRUE(desk.links.exchange(issued.token, opener(1)));
    EXPECT_FALSE(type(code));
    EXPECT_EQ(desk.count("sessions"), 1);
}

TEST_F(CodeOfALink, RunsOutWithTheLink) {
    desk.wall_clock.advance(std::chrono::minutes{10});

    EXPECT_FALSE(type(code));
}

TEST_F(CodeOfALink, IsVoidedByANewLink) {
    const auto fresh = ask(desk.ann, tests::browser(1));

    EXPECT_FALSE(type(code));
    EXPECT_TRUE(type(fresh.code));
}

TEST_F(CodeOfALink, IsVoidedByANewLinkForAnotherBrowser) {
    const auto fresh = ask(desk.ann, tests::browser(2));

    EXPECT_FALSE(type(code, 1));
    EXPECT_FALSE(type(fresh.code, 1));
    EXPECT_TRUE(type(fresh.code, 2));
}

TEST_F(CodeOfALink, FiveWrongTriesLockIt) {
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(type(other_than(code)));

    EXPECT_FALSE(type(code)) << "the right one comes too late";
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(CodeOfALink, FourWrongTriesDoNot) {
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(type(other_than(code)));

    EXPECT_TRUE(type(code));
}

TEST_F(CodeOfALink, LockedOneLeavesTheLinkGood) {
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(type(other_than(code)));

    EXPECT_TRUE(desk.links.exchange(issued.token, opener(1)));
}

TEST_F(CodeOfALink, TwentyTriesADayAreAllThatAContactHas) {
    for (int mail = 0; mail < 4; ++mail) {
        for (int i = 0; i < 5; ++i) EXPECT_FALSE(type(other_than(code)));
        desk.wall_clock.advance(std::chrono::minutes{11});
        code = ask(desk.ann, tests::browser(1)).code;
    }

    EXPECT_FALSE(type(code));

    desk.wall_clock.advance(std::chrono::hours{25});
    EXPECT_TRUE(type(ask(desk.ann, tests::browser(1)).code));
}

TEST_F(CodeOfALink, TenTriesOfANetworkInTenMinutesAreAll) {
    const Links::Opener stranger{.browser_hash = tests::browser(9), .client = "192.0.2.7"};
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(codes.exchange("000000", stranger));

    EXPECT_FALSE(codes.exchange(code, {tests::browser(1), std::nullopt, "192.0.2.7"}));
    EXPECT_TRUE(type(code)) << "from elsewhere";
}

TEST_F(CodeOfALink, ThirtyTriesInTenMinutesAreAllThatIsGrantedInAll) {
    for (unsigned char person = 10; person < 16; ++person) {
        const std::string name = fmt::format("p{}", person);
        const auto theirs = ask(desk.contact(name, name + "@example.com"), tests::browser(person));
        for (int i = 0; i < 5; ++i) EXPECT_FALSE(type(other_than(theirs.code), person));
    }

    EXPECT_FALSE(type(code));
    EXPECT_TRUE(desk.links.exchange(issued.token, opener(1))) << "links go on";
}

TEST_F(CodeOfALink, TriesWithoutACodeLockNobodyOut) {
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(type("000000", 77));

    EXPECT_TRUE(type(code));
}

/// A try is a write whether there is a code or not, locked or not: its time tells nothing.
TEST_F(CodeOfALink, EveryTryIsWritten) {
    for (int i = 0; i < 40; ++i) {
        desk.wall_clock.advance(std::chrono::seconds{1});
        const auto before = desk.value("select value from facts where name = 'latest_code_try'");
        EXPECT_FALSE(type(i % 2 == 0 ? other_than(code) : "000000", i % 2 == 0 ? 1 : 5));
        EXPECT_NE(desk.value("select value from facts where name = 'latest_code_try'"), before);
    }
}

TEST_F(CodeOfALink, IsOnlyAKeyedHashAtRest) {
    EXPECT_EQ(desk.count(fmt::format("links where code_hash = '{}'", code)), 0);
    EXPECT_EQ(desk.value("select length(code_hash) from links"), "32");
    EXPECT_EQ(desk.bytes_on_disk().find(issued.token), std::string::npos);
}

TEST_F(CodeOfALink, OfANotificationThereIsNone) {
    desk.link(desk.ann, request);

    EXPECT_EQ(desk.count("links where code_hash is not null"), 1);
    EXPECT_EQ(desk.count("links"), 2);
}

TEST_F(CodeOfALink, GuessesDoNotFillTheAudit) {
    for (int i = 0; i < 300; ++i) EXPECT_FALSE(type("000000", 5));

    EXPECT_LE(desk.count("audit where event = 'code.refused'"), 100);
}

TEST(CodeHash, IsOfTheKeyAndTheLink) {
    tests::SeededRandom random;
    const auto keys = connector::access::KeyRing::with_fresh_key(random);
    const auto others = connector::access::KeyRing::with_fresh_key(random);
    const auto hash = [](const auto& ring, unsigned char link) {
        return connector::access::code_hash(ring, ring.current(), tests::browser(link), "123456");
    };

    EXPECT_EQ(hash(keys, 1), hash(keys, 1));
    EXPECT_NE(hash(keys, 1), hash(keys, 2));
    EXPECT_NE(hash(keys, 1), hash(others, 1));
    EXPECT_FALSE(connector::access::code_hash(keys, others.current(), tests::browser(1), "123456"));
}

TEST(MintedCode, IsUniformOverAMillion) {
    tests::SeededRandom random;
    std::set<std::string> seen;
    std::array<int, 10> first{};
    for (int i = 0; i < 10'000; ++i) {
        const std::string code = connector::access::mint_code(random);
        ASSERT_EQ(code.size(), 6U);
        ++first.at(static_cast<std::size_t>(code[0] - '0'));
        seen.insert(code);
    }
    EXPECT_GT(seen.size(), 9'900U);
    for (const int count : first) EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
