#include "connector/model/email_address.hpp"

#include <gtest/gtest.h>

namespace connector::model {
namespace {

struct Case {
    const char* name;
    std::string claimed;
    std::string normal;  ///< empty: refused
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
    return out << row.name;
}

class EmailAddressTable : public testing::TestWithParam<Case> {};

TEST_P(EmailAddressTable, IsNormalisedOrRefused) {
    const auto result = normalize_address(GetParam().claimed);

    EXPECT_EQ(result.value_or(""), GetParam().normal);
}

const std::string kLocal64(64, 'a');
const std::string kLabel63(63, 'd');
const std::string kDomain189 = kLabel63 + "." + kLabel63 + ".d" + std::string(60, 'd');

// 75 bytes that become 200 in ASCII.
const std::string kManyUmlauts = [] {
    std::string labels;
    for (int i = 0; i < 25; ++i) labels += "ü.";
    return labels;
}();

INSTANTIATE_TEST_SUITE_P(
    EmailAddress,
    EmailAddressTable,
    testing::Values(
        Case{"Plain", "ann@acme.example", "ann@acme.example"},
        Case{"CaseOfBothParts", "Ann.Lee@ACME.Example", "ann.lee@acme.example"},
        Case{"BlanksAround", "  ann@acme.example ", "ann@acme.example"},
        Case{"PlusTagStays", "ann+x@acme.example", "ann+x@acme.example"},
        Case{"DotsStay", "a.n.n@acme.example", "a.n.n@acme.example"},
        Case{
            "AtomMarks",
            "o'neil!#$%&*/=?^_`{|}~-@acme.example",
            "o'neil!#$%&*/=?^_`{|}~-@acme.example"},
        Case{"InternationalDomain", "ann@Bücher.example", "ann@xn--bcher-kva.example"},
        Case{
            "DecomposedDomain",
            "ann@bu\xcc\x88"
            "cher.example",
            "ann@xn--bcher-kva.example"},
        Case{"SharpSIsNotSs", "ann@straße.example", "ann@xn--strae-oqa.example"},
        Case{"ALabelStays", "ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"},
        Case{"LocalPartBeyondAsciiStays", "Jörg@acme.example", "jörg@acme.example"},
        Case{
            "KelvinSignIsNotK",
            "mi\xe2\x84\xaa"
            "e@acme.example",
            "mi\xe2\x84\xaa"
            "e@acme.example"},
        Case{"UpperUmlautIsNotFolded", "JÖRG@acme.example", "jÖrg@acme.example"},
        Case{"LocalPartOf64", kLocal64 + "@acme.example", kLocal64 + "@acme.example"},
        Case{"LocalPartOf65", kLocal64 + "a@acme.example", ""},
        Case{"AddressOf254", kLocal64 + "@" + kDomain189, kLocal64 + "@" + kDomain189},
        Case{"AddressOf255", kLocal64 + "@" + kDomain189 + "d", ""},
        Case{"AddressThatGrowsPast254", kLocal64 + "@" + kManyUmlauts + "example", ""},
        Case{"Empty", "", ""},
        Case{"NoAt", "ann", ""},
        Case{"NoLocalPart", "@acme.example", ""},
        Case{"NoDomain", "ann@", ""},
        Case{"TwoAts", "ann@evil@acme.example", ""},
        Case{"CommaList", "ann@acme.example,eve@evil.example", ""},
        Case{"SecondWithoutAt", "ann@acme.example,eve", ""},
        Case{"SemicolonList", "ann@acme.example;eve", ""},
        Case{"BlankList", "ann@acme.example eve", ""},
        Case{"DisplayName", "Ann <ann@acme.example>", ""},
        Case{"Quoted", "\"ann\"@acme.example", ""},
        Case{"Comment", "ann(x)@acme.example", ""},
        Case{"Backslash", "ann\\@acme.example", ""},
        Case{"DomainLiteral", "ann@[127.0.0.1]", ""},
        Case{"LineFeed", "ann@acme.example\nBcc: eve@evil.example", ""},
        Case{"TrailingLineFeed", "ann@acme.example\n", ""},
        Case{"CarriageReturn", "ann\r@acme.example", ""},
        Case{"Nul", std::string("ann@acme.example\0.evil.example", 30), ""},
        Case{"Tab", "ann\t@acme.example", ""},
        Case{"NotUtf8", "ann\xff@acme.example", ""},
        Case{"DotAtTheStart", ".ann@acme.example", ""},
        Case{"TwoDots", "a..n@acme.example", ""},
        Case{"DotAfterDomain", "ann@acme.example.", ""},
        Case{"EmptyLabel", "ann@acme..example", ""},
        Case{"HyphenAtTheStart", "ann@-acme.example", ""},
        Case{"Underscore", "ann@ac_me.example", ""},
        Case{"LookAlikeSlash", "ann@acme\xe2\x84\x80.example", ""},
        Case{
            "FullWidthAt",
            "ann\xef\xbc\xa0"
            "acme.example",
            ""}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(EmailAddress, TheErrorDoesNotRepeatTheAddress) {
    const auto result = normalize_address("eve secret@acme.example");

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace connector::model
