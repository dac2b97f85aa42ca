#include "base/text.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace base {
namespace {

using namespace std::string_literals;

TEST(Text, LowerCaseFoldsAsciiLettersOnly) {
    EXPECT_EQ(to_lower("AZaz09[@"), "azaz09[@");
    EXPECT_EQ(to_lower("Ünïted"), "Ünïted");
}

TEST(Text, CaseIsIgnoredForAsciiOnly) {
    EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(equal_ignoring_case("Content-Type", "content-typ"));
    EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
    EXPECT_FALSE(equal_ignoring_case("[", "{")) << "differ in the letter bit, but are no letters";
}

TEST(Text, TrimTakesBlanksFromBothEndsOnly) {
    EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
    EXPECT_EQ(trim(" \t "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Text, SplitKeepsEmptyParts) {
    using Parts = std::vector<std::string_view>;
    EXPECT_EQ(split("a,,b,", ','), (Parts{"a", "", "b", ""}));
    EXPECT_EQ(split("", ','), Parts{""});
    EXPECT_EQ(split("alone", ','), Parts{"alone"});
}

TEST(ParseInt, ReadsDigitsWithAnOptionalMinus) {
    EXPECT_EQ(parse_int("0"), 0);
    EXPECT_EQ(parse_int("-12"), -12);
    EXPECT_EQ(parse_int("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
}

TEST(ParseInt, RefusesWhatIsNotWhollyANumber) {
    for (const char* text : {"", "-", "+1", " 1", "1 ", "1x", "0x10", "1.0", "--1"}) {
        EXPECT_FALSE(parse_int(text)) << '"' << text << '"';
    }
    EXPECT_FALSE(parse_int("9223372036854775808")) << "one more than fits";
}

TEST(ControlCharacters, AreFoundAnywhere) {
    EXPECT_TRUE(has_control_character("a\nb"));
    EXPECT_TRUE(has_control_character("a\0b"s));
    EXPECT_TRUE(has_control_character("\x7f"));
    EXPECT_FALSE(has_control_character("plain text, ümläut"));
}

TEST(Utf8, AcceptsEveryLengthOfSequence) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a é € 😀"));
    EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF")) << "U+10FFFF, the last";
}

TEST(Utf8, RefusesWhatRfc3629Forbids) {
    struct Case {
        std::string_view why;
        std::string_view text;
    };

    for (const Case& c : {
             Case{"lone continuation", "\x80"},
             Case{"overlong slash", "\xC0\xAF"},
             Case{"overlong, three bytes", "\xE0\x80\xAF"},
             Case{"overlong, four bytes", "\xF0\x80\x80\xAF"},
             Case{"surrogate", "\xED\xA0\x80"},
             Case{"above U+10FFFF", "\xF4\x90\x80\x80"},
             Case{"cut short", "\xE2\x82"},
             Case{"continuation missing", "\xE2\x28\xA1"},
             Case{"byte that never occurs", "\xFF"},
         }) {
        EXPECT_FALSE(is_utf8(c.text)) << c.why;
    }
}

TEST(Shorten, LeavesAShortTextAlone) {
    EXPECT_EQ(shorten("exactly8", 8), "exactly8");
    EXPECT_EQ(shorten("", 0), "");
}

TEST(Shorten, NeverExceedsItsLimitAndMarksTheCut) {
    EXPECT_EQ(shorten("abcdefghij", 8), "abcde…");
    EXPECT_EQ(shorten("abcdefghij", 8).size(), 8U);
    EXPECT_EQ(shorten("abcdefghij", 2), "ab") << "no room for the mark";
}

TEST(Shorten, CutsBetweenCharacters) {
    for (std::size_t limit = 0; limit < 12; ++limit) {
        const std::string cut = shorten("ä€😀ä€😀", limit);
        EXPECT_LE(cut.size(), limit);
        EXPECT_TRUE(is_utf8(cut)) << limit;
    }
}

TEST(EscapeHtml, ReplacesEveryCharacterThatCouldLeaveTextOrAttribute) {
    EXPECT_EQ(
        escape_html(R"(<a href="x" id='y'>&)"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;"
    );
    EXPECT_EQ(escape_html("&amp;"), "&amp;amp;") << "escaping is not guessed away";
}

TEST(PercentEncoding, LeavesUnreservedCharactersOnly) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b/c?d=&%\n"), "a%20b%2Fc%3Fd%3D%26%25%0A");
    EXPECT_EQ(percent_encode("é"), "%C3%A9");
}

TEST(PercentEncoding, ComesBackAsItWas) {
    const std::string text = "key=SUP-12 & 'x' / ü \x01";
    EXPECT_EQ(percent_decode(percent_encode(text)), text);
    EXPECT_EQ(percent_decode("%c3%A9"), "é") << "either case of digits";
}

TEST(PercentEncoding, RefusesBadEscapesAndNul) {
    for (const char* text : {"%", "%4", "%4g", "%%41", "a%", "%00", "x%00y"}) {
        EXPECT_FALSE(percent_decode(text)) << text;
    }
}

TEST(PercentEncoding, DecodesOnce) {
    EXPECT_EQ(percent_decode("%252e%252e"), "%2e%2e");
    EXPECT_EQ(percent_decode("a+b"), "a+b") << "a plus is a form's business";
}

TEST(MaskAddress, KeepsOneCharacterOfEachPart) {
    EXPECT_EQ(mask_address("ann.lee@example.org"), "a***@e***.org");
    EXPECT_EQ(mask_address("émile@example.org"), "é***@e***.org");
    EXPECT_EQ(mask_address("ann@localhost"), "a***@l***");
}

TEST(MaskAddress, ShowsNothingOfWhatIsNoAddress) {
    EXPECT_EQ(mask_address("topsecret"), "***");
    EXPECT_EQ(mask_address(""), "***");
    EXPECT_EQ(mask_address("@"), "***@***");
}

TEST(MaskAddress, DoesNotTellTheLengthOfTheLocalPart) {
    EXPECT_EQ(mask_address("a@example.org"), mask_address("annabelle@example.org"));
}

TEST(Nearest, FindsTheSlipOfTheFinger) {
    EXPECT_EQ(nearest("chanel", {"portal", "channel", "email"}), "channel");
    EXPECT_EQ(nearest("webhook_secert", {"webhook_secret", "poll_interval"}), "webhook_secret");
}

TEST(Nearest, StaysSilentWhenNothingIsNear) {
    EXPECT_FALSE(nearest("banana", {"portal", "channel", "email"}));
    EXPECT_FALSE(nearest("xy", {"on", "ab"})) << "all of a short word replaced is no slip";
    EXPECT_FALSE(nearest("portal", {}));
}

}  // namespace
}  // namespace base
