#include "mailer/quoted_printable.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "mailer/line_ends.hpp"

namespace mailer {
namespace {

TEST(QuotedPrintable, AsciiStaysReadable) {
    EXPECT_EQ(quoted_printable("Hello, you!"), "Hello, you!");
}

TEST(QuotedPrintable, CodesEqualsSignsControlsAndBytesBeyondAscii) {
    EXPECT_EQ(quoted_printable("a=b"), "a=3Db");
    EXPECT_EQ(quoted_printable("ü\x7f"), "=C3=BC=7F");
    EXPECT_EQ(quoted_printable(std::string_view("\0", 1)), "=00");
}

TEST(QuotedPrintable, AnyLineEndBecomesCrLf) {
    EXPECT_EQ(quoted_printable("a\nb\r\nc\rd\n"), "a\r\nb\r\nc\r\nd\r\n");
}

TEST(QuotedPrintable, ADotAtTheStartOfALineIsCoded) {
    EXPECT_EQ(quoted_printable("a\n.\n..b.c"), "a\r\n=2E\r\n=2E.b.c");
}

TEST(QuotedPrintable, ADotAfterASoftBreakIsCoded) {
    const std::string coded = quoted_printable(std::string(75, 'x') + "...");

    EXPECT_EQ(coded, std::string(75, 'x') + "=\r\n=2E..");
}

TEST(QuotedPrintable, FromAtTheStartOfALineIsCoded) {
    EXPECT_EQ(quoted_printable("From me\nFrom\nxFrom me"), "=46rom me\r\nFrom\r\nxFrom me");
}

TEST(QuotedPrintable, TrailingBlanksAreCoded) {
    EXPECT_EQ(quoted_printable("a \nb\t\n-- \n c"), "a=20\r\nb=09\r\n--=20\r\n c");
}

TEST(QuotedPrintable, LinesAreAtMost76Bytes) {
    for (std::size_t length = 70; length < 240; ++length) {
        for (const std::string_view unit : {"x", "ü", "=", " ", "."}) {
            std::string line;
            while (line.size() < length) line += unit;
            const std::string coded = quoted_printable(line);
            for (const std::string_view part : base::split(coded, '\n'))
                ASSERT_LE(part.size(), 77U) << unit << length;  // with its CR
        }
    }
}

TEST(QuotedPrintable, ALineOfExactly76IsNotBroken) {
    EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(76, 'x'));
}

TEST(LineEnds, BareOnesBecomeCrLf) {
    EXPECT_EQ(with_crlf("a\n.\nb\rc\r\nd\n\re"), "a\r\n.\r\nb\r\nc\r\nd\r\n\r\ne");
}

TEST(LineEnds, CleanTextIsRecognised) {
    EXPECT_TRUE(has_only_crlf("a\r\n\r\nb"));
    EXPECT_TRUE(has_only_crlf(""));
    EXPECT_FALSE(has_only_crlf("a\n"));
    EXPECT_FALSE(has_only_crlf("a\r\n\nb"));
    EXPECT_FALSE(has_only_crlf("a\r\r\nb"));
    EXPECT_FALSE(has_only_crlf("a\r"));
}

}  // namespace
}  // namespace mailer
