#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/support/postfix.hpp"
#include "tests/support/stage.hpp"

namespace tests {
namespace {

using testing::HasSubstr;

std::string smtp_settings(const Postfix& postfix, const std::string& url) {
    return fmt::format(
        "{{url: \"{}\", tls: required, username: \"{}\", password: \"{}\", ca_file: \"{}\"}}",
        url,
        Postfix::username(),
        Postfix::password(),
        postfix.certificates().ca()
    );
}

/// Quoted-printable wraps long lines (RFC 2045 6.7); Postfix stores LF.
std::string without_soft_breaks(std::string text) {
    for (std::size_t at = text.find("=\n"); at != std::string::npos; at = text.find("=\n", at))
        text.erase(at, 2);
    return text;
}

/// The main job with a real mail server in the middle.
class PostfixPortal : public testing::Test {
protected:
    void SetUp() override {
        if (const auto reason = Postfix::missing()) GTEST_SKIP() << *reason;
    }

    static void expect_working_link(const Postfix& postfix, const std::string& url) {
        Stage stage({.smtp = smtp_settings(postfix, url)});

        stage.jira().raise("ann@client.test", "The printer is out of toner");

        const auto mails = postfix.wait_for_mails("ann");
        ASSERT_EQ(mails.size(), 1U) << postfix.log() << stage.log();
        EXPECT_THAT(mails.front(), HasSubstr("Auto-Submitted: auto-generated"));
        Browser ann = stage.sign_in({.text = without_soft_breaks(mails.front())});
        const auto thread = ann.get("/sup/requests/SUP-1");
        EXPECT_EQ(thread.status, 200);
        EXPECT_THAT(thread.body, HasSubstr("The printer is out of toner"));
    }
};

TEST_F(PostfixPortal, ALinkThatCameByStartTlsAndLoginOpensTheRequest) {
    const Postfix postfix({"ann"});

    expect_working_link(postfix, postfix.submission_url());
}

TEST_F(PostfixPortal, ALinkThatCameByImplicitTlsOpensTheRequest) {
    const Postfix postfix({"ann"});

    expect_working_link(postfix, postfix.smtps_url());
}

}  // namespace
}  // namespace tests
