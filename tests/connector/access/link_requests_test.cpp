#include "connector/access/link_requests.hpp"

#include <semaphore>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "connector/store/desk_customers.hpp"
#include "tests/support/support_desk.hpp"
#include "tests/support/waiting.hpp"

namespace {

using namespace std::chrono_literals;

class LinkRequests : public testing::Test {
protected:
    void ask(
        std::string typed_address,
        std::string client = "192.0.2.1",
        unsigned char in = 1,
        base::ProjectKey project = tests::SupportDesk::project()
    ) {
        requests.ask(
            {.what =
                 connector::access::LinkRequests::ByAddress{
                     std::move(typed_address), std::move(project)},
             .browser_hash = tests::browser(in),
             .client = std::move(client)}
        );
    }

    /// Notes are worked off in order: when a witness who asked last has her mail, all are done.
    void wait_until_done() {
        const std::string name = fmt::format("witness-{}", ++witnesses);
        const auto witness = desk.contact(name, name + "@example.com");
        desk.request(900 + witnesses, witness);
        ask(name + "@example.com", fmt::format("198.51.100.{}", witnesses));
        while (mails_of(witness) == 0) {
            ASSERT_TRUE(mail_drafted.try_acquire_for(30s)) << "the witness got no mail";
        }
    }

    std::int64_t mails_of(base::ContactId contact) {
        return desk.count(fmt::format("outbox where contact_id = {}", contact.value()));
    }

    /// The witnesses' own do not count.
    std::int64_t mails() {
        return desk.count(
            "outbox join contacts on contacts.id = contact_id where display_name not like "
            "'witness%'"
        );
    }

    tests::SupportDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    int witnesses = 0;
    std::counting_semaphore<> mail_drafted{0};
    connector::access::Newcomers newcomers{
        desk.database, {{{tests::SupportDesk::project(), 100}}, {}}, desk.clock, desk.log, [] {}};
    connector::access::LinkRequests requests{
        desk.database, desk.links, newcomers, desk.clock, desk.log, [this] {
            mail_drafted.release();
        }};
};

TEST_F(LinkRequests, KnownAddressGetsOneMailOfTheLinkKind) {
    ask("ann@example.com");
    wait_until_done();

    EXPECT_EQ(mails(), 1);
    EXPECT_EQ(
        desk.count("outbox where kind = 'link' and state = 'queued' and request_id = 10012 and "
                   "browser_hash is not null"),
        1
    );
    EXPECT_EQ(mails_of(desk.ann), 1);
}

/// The row names a contact; what was typed is kept nowhere (SR-31).
TEST_F(LinkRequests, MailGoesToTheAddressOnFileNotToTheTypedSpelling) {
    ask("  ANN@Example.COM ");
    wait_until_done();

    EXPECT_EQ(mails(), 1);
    EXPECT_EQ(desk.bytes_on_disk().find("ANN@"), std::string::npos);
    EXPECT_FALSE(desk.log.contains("ANN@"));
}

/// What Unicode or a mail server might take for Ann's address is not Ann's (CVE-2019-19844).
TEST_F(LinkRequests, LookAlikesOfAnAddressGetNothing) {
    for (const char* typed :
         {"\xC3\xA1nn@example.com",
          "ann+x@example.com",
          "a.nn@example.com",
          "ann@example.com.",
          "ann@example.com,mallory@evil.example",
          "mallory@evil.example\nann@example.com"}) {
        ask(typed);
    }
    wait_until_done();

    EXPECT_EQ(mails(), 0);
}

TEST_F(LinkRequests, CustomerOfTheDeskWithoutARequestGetsALinkToThePortal) {
    desk.database.write([&](connector::store::Connection& connection) {
        connector::store::DeskCustomers(connection).add(desk.project(), desk.bob);
    });

    ask("bob@example.com");
    wait_until_done();

    EXPECT_EQ(mails_of(desk.bob), 1);
    EXPECT_EQ(
        desk.count("outbox where kind = 'link' and request_id is null and project = 'SUP' and "
                   "browser_hash is not null"),
        1
    );
    EXPECT_EQ(desk.count("newcomers"), 0);
}

/// Whoever is not known here may be known to Jira: the note says what was typed, normalised.
TEST_F(LinkRequests, UnknownAddressesArePassedOn) {
    ask(" Mia@Example.com ");
    ask("bob@example.com");
    ask("not an address");
    wait_until_done();

    EXPECT_EQ(mails(), 0);
    EXPECT_EQ(desk.count("newcomers"), 2);
    EXPECT_EQ(
        desk.count("newcomers where address = 'mia@example.com' and project = 'SUP' and client = "
                   "'192.0.2.1' and browser_hash is not null"),
        1
    );
}

TEST_F(LinkRequests, UnknownInactiveAndRequestlessContactsGetNothing) {
    desk.request(14, desk.contact("ida", "ida@example.com", false));

    for (const char* typed :
         {"nobody@example.com", "ida@example.com", "bob@example.com", "", "@"}) {
        ask(typed);
    }
    wait_until_done();

    EXPECT_EQ(mails(), 0);
}

TEST_F(LinkRequests, AnotherProjectsContactsGetNothing) {
    ask("ann@example.com", "192.0.2.1", 1, base::ProjectKey("OPS"));
    wait_until_done();

    EXPECT_EQ(mails(), 0);
}

TEST_F(LinkRequests, TwoClicksWithinASecondAreOneMail) {
    ask("ann@example.com");
    ask("ann@example.com");
    wait_until_done();

    EXPECT_EQ(mails(), 1);
}

TEST_F(LinkRequests, ThreeMailsInTenMinutesWhateverTheBrowser) {
    for (unsigned char i = 1; i <= 9; ++i) ask("ann@example.com", fmt::format("192.0.2.{}", i), i);
    wait_until_done();

    EXPECT_EQ(mails(), 3);
    EXPECT_EQ(
        desk.count("audit where event = 'limit.reached' and detail = 'link_request.target' and "
                   "contact_id is not null"),
        6
    );
}

TEST_F(LinkRequests, TwentyMailsADay) {
    for (int hour = 0; hour < 23; ++hour) {
        ask("ann@example.com");
        wait_until_done();
        desk.wall_clock.advance(1h);
    }
    EXPECT_EQ(mails(), 20);
    EXPECT_EQ(desk.count("audit where event = 'limit.reached' and detail = 'link_request.day'"), 3);

    desk.wall_clock.advance(24h);
    ask("ann@example.com");
    wait_until_done();

    EXPECT_EQ(mails(), 21);
}

TEST_F(LinkRequests, OneClientAsksTwentyTimesInTenMinutes) {
    for (int i = 0; i < 20; ++i) ask("nobody@example.com", fmt::format("2001:db8::{}", i));
    ask("ann@example.com", "2001:db8::ffff");
    wait_until_done();

    EXPECT_EQ(mails(), 0);
    EXPECT_TRUE(desk.log.contains("link_request.limited"));
    EXPECT_EQ(
        desk.count("audit where event = 'limit.reached' and detail = 'link_request.client'"), 1
    );
}

TEST_F(LinkRequests, SixHundredAMinuteFromAllTogether) {
    for (int i = 0; i < 600; ++i) {
        ask("nobody@example.com", fmt::format("198.18.{}.{}", i / 256, i % 256));
    }
    ask("ann@example.com");
    tests::wait_until("the limit", [&] { return desk.log.contains("link_request.limited"); });
    EXPECT_EQ(mails(), 0);

    desk.wall_clock.advance(1min);
    ask("ann@example.com");
    wait_until_done();

    EXPECT_EQ(mails(), 1);
}

TEST_F(LinkRequests, OldLinkAsksForItsOwnContactAndRequest) {
    const std::string used = desk.link(desk.ann, request);
    ASSERT_TRUE(desk.links.exchange(used, {}));

    for (const std::string& token : {used, std::string("junk")}) {
        requests.ask(
            {.what = connector::access::LinkRequests::ByLink{token},
             .browser_hash = tests::browser(1),
             .client = "192.0.2.1"}
        );
    }
    wait_until_done();

    EXPECT_EQ(mails(), 1);
    EXPECT_EQ(mails_of(desk.ann), 1);
}

}  // namespace
