#include <fstream>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "mailer/message.hpp"
#include "tests/mailer/sample_message.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace mailer {
namespace {

/// Another reader than ours: what it reads must be what we put in.
class MailOracle : public testing::Test {
protected:
    void SetUp() override {
        if (tests::run_process({"python3", "--version"}).exit_code != 0)
            GTEST_SKIP() << "python3 is not installed";
    }

    void write(const std::string& name, const std::string& content) const {
        std::ofstream(dir_.path() / name, std::ios::binary) << content;
    }

    void expect_reads_back(const Message& message) const {
        const auto mime = to_mime(message);
        ASSERT_TRUE(mime) << mime.error().message;
        write("message.eml", *mime);
        write("subject", message.subject);
        write("from_name", message.from.name);
        write("from_address", message.from.address);
        write("to_name", message.to.name);
        write("to_address", message.to.address);
        write("message_id", message.message_id);
        write("text", message.text);
        write("html", message.html);
        const auto result =
            tests::run_process({"python3", JSM_SOURCE_DIR "/tests/mailer/oracle.py", dir_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.output;
    }

private:
    tests::TempDir dir_;
};

std::string repeated(std::string_view unit, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += unit;
    return text;
}

TEST_F(MailOracle, ReadsAPlainMail) {
    expect_reads_back(tests::sample_message());
}

TEST_F(MailOracle, ReadsUnicodeEverywhere) {
    Message message = tests::sample_message();
    message.from.name = "Jörg & Søn, “Æsir” 🚒";
    message.to.name = repeated("Ünïcödé ", 20) + "end";
    message.subject = repeated("Prüfung 🚒👨‍👩‍👧‍👦 の ", 30) + "end";
    message.text = repeated("Grüße 🚒 の\n", 40);
    message.html = "<p>" + repeated("Grüße 🚒", 200) + "</p>";
    expect_reads_back(message);
}

TEST_F(MailOracle, ReadsAwkwardAscii) {
    Message message = tests::sample_message();
    message.from.name = R"(Acme, Inc. "the <best>" \ (yes); a@b:c)";
    message.to.name = "Dr. O'Neil [x]";
    message.subject = "=?UTF-8?B?Zm9v?=  two  blanks = ? _ and = more";
    expect_reads_back(message);
}

TEST_F(MailOracle, ReadsLongSubjects) {
    Message message = tests::sample_message();
    message.subject = repeated("all ascii words ", 80) + "end";
    expect_reads_back(message);
    message.subject = repeated("x", 3'000);
    expect_reads_back(message);
}

TEST_F(MailOracle, ReadsHostileBodies) {
    Message message = tests::sample_message();
    message.text = ".\n..\n.dot\nFrom me\n -- \n" + repeated("x", 3'000) + "\n=3D = =\n" +
                   repeated(" ", 300) + "\ntab\t\n\n\n--=_boundary--\nlast line";
    message.html = repeated("<b>.</b>", 2'000) + "\n.\n";
    expect_reads_back(message);
}

TEST_F(MailOracle, ReadsEmptyParts) {
    Message message = tests::sample_message();
    message.text = "";
    message.html = "";
    expect_reads_back(message);
}

}  // namespace
}  // namespace mailer
