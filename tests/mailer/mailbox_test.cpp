#include <gtest/gtest.h>

#include "mailer/address.hpp"
#include "mailer/message.hpp"

namespace mailer {
namespace {

struct Parsed {
    const char* name;
    std::string text;
    std::string display;
    std::string address;
};

std::ostream& operator<<(std::ostream& out, const Parsed& row) {
    return out << row.name;
}

class MailboxTable : public testing::TestWithParam<Parsed> {};

TEST_P(MailboxTable, IsParsed) {
    const auto mailbox = parse_mailbox(GetParam().text);

    ASSERT_TRUE(mailbox) << mailbox.error().message;
    EXPECT_EQ(mailbox->name, GetParam().display);
    EXPECT_EQ(mailbox->address, GetParam().address);
}

INSTANTIATE_TEST_SUITE_P(
    Mailbox,
    MailboxTable,
    testing::Values(
        Parsed{"AddressOnly", "sup@acme.example", "", "sup@acme.example"},
        Parsed{"InBrackets", " <sup@acme.example> ", "", "sup@acme.example"},
        Parsed{"BareName", "Acme Support <sup@acme.example>", "Acme Support", "sup@acme.example"},
        Parsed{
            "Quoted",
            R"("Acme, Inc. <ok>" <sup@acme.example>)",
            "Acme, Inc. <ok>",
            "sup@acme.example"},
        Parsed{
            "Escaped", R"("The \"A\\B\"" <sup@acme.example>)", R"(The "A\B")", "sup@acme.example"},
        Parsed{"Utf8Name", "Jörg 🚀 <j@acme.example>", "Jörg 🚀", "j@acme.example"},
        Parsed{"Utf8LocalPart", "jörg@acme.example", "", "jörg@acme.example"},
        Parsed{"LocalHost", "bot@localhost", "", "bot@localhost"}
    ),
    [](const auto& test) { return test.param.name; }
);

struct Refused {
    const char* name;
    std::string text;
};

std::ostream& operator<<(std::ostream& out, const Refused& row) {
    return out << row.name;
}

class RefusedMailbox : public testing::TestWithParam<Refused> {};

TEST_P(RefusedMailbox, IsInvalid) {
    const auto mailbox = parse_mailbox(GetParam().text);

    ASSERT_FALSE(mailbox);
    EXPECT_EQ(mailbox.error().kind, base::ErrorKind::Invalid);
}

INSTANTIATE_TEST_SUITE_P(
    Mailbox,
    RefusedMailbox,
    testing::Values(
        Refused{"Empty", ""},
        Refused{"NoDomain", "sup@"},
        Refused{"TwoAddresses", "a@acme.example, b@acme.example"},
        Refused{"TwoInBrackets", "A <a@acme.example>, B <b@acme.example>"},
        Refused{"NoClosingBracket", "A <a@acme.example"},
        Refused{"NoOpeningBracket", "a@acme.example>"},
        Refused{"OpenQuote", "\"A <a@acme.example>"},
        Refused{"TextAfterQuote", "\"A\" B <a@acme.example>"},
        Refused{"LineFeedInName", "A\nBcc: eve@evil.example <a@acme.example>"},
        Refused{"CarriageReturnInName", "A\r <a@acme.example>"},
        Refused{"NulInName", std::string("A\0B <a@acme.example>", 20)},
        Refused{"CrLfInAddress", "<a@acme.example>\r\nRCPT TO:<eve@evil.example>"},
        Refused{"CrLfInsideAddress", "a\r\n@acme.example"},
        Refused{"BlankInAddress", "<a b@acme.example>"},
        Refused{"RouteInAddress", "<@evil.example:a@acme.example>"},
        Refused{"QuotedLocalPart", "\"a b\"@acme.example"},
        Refused{"Literal", "a@[127.0.0.1]"},
        Refused{"DomainBeyondAscii", "a@bücher.example"},
        Refused{"NotUtf8", "A\xff <a@acme.example>"},
        Refused{"TooLong", std::string(250, 'a') + "@acme.example"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(Address, ControlCharactersAreRefused) {
    for (const std::string_view evil :
         {"ann\r@acme.example",
          "ann\n@acme.example",
          "ann@acme.example\n",
          "ann\t@acme.example",
          "ann\x7f@acme.example"})
        EXPECT_FALSE(check_address(evil)) << evil;
    EXPECT_FALSE(check_address(std::string_view("ann\0@acme.example", 17)));
}

TEST(Address, TheErrorShowsTheAddressMasked) {
    const auto checked = check_address("ann secret@acme.example");

    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace mailer
