#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/files.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Secrecy : public testing::Test {
protected:
    tests::Files files_{};
};

TEST_F(Secrecy, MissingVariableIsNamed) {
    files_.environment.values.erase("T");

    EXPECT_THAT(
        files_.problems_of(tests::kMinimal),
        ElementsAre(
            "c.yaml:4:42: site.auth.token needs the environment variable T, which is not set"
        )
    );
}

TEST_F(Secrecy, EmptySecretIsRefused) {
    files_.environment.values["T"] = "";

    EXPECT_THAT(
        files_.problems_of(tests::kMinimal),
        ElementsAre("c.yaml:4:42: site.auth.token must not be empty, found the value of ${T}")
    );
    EXPECT_THAT(
        files_.problems_of(tests::with_line(4, "  auth: {email: a@b.example, token: ' '}")),
        ElementsAre("c.yaml:4:37: site.auth.token must not be empty")
    );
}

TEST_F(Secrecy, ShortWebhookSecretIsRefused) {
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: fifteen-letters")),
        ElementsAre("c.yaml:5:19: site.webhook_secret must be at least 16 characters long")
    );
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: ''")),
        ElementsAre("c.yaml:5:19: site.webhook_secret must not be empty")
    );
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: sixteen--letters")), IsEmpty()
    );
}

TEST_F(Secrecy, WebhookSecretRotatesAsAListOfTwo) {
    files_.environment.values["NEW"] = "fedcba9876543210";
    files_.write("c.yaml", tests::with_line(5, "  webhook_secret: [\"${NEW}\", \"${HOOK}\"]"));

    const auto loaded = files_.load();

    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded->site.webhook_secrets.size(), 2U);
    EXPECT_EQ(loaded->site.webhook_secrets[0].reveal(), "fedcba9876543210");
    EXPECT_EQ(loaded->site.webhook_secrets[1].reveal(), "0123456789abcdef");
}

TEST_F(Secrecy, OtherListsOfWebhookSecretsAreRefused) {
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: []")),
        ElementsAre("c.yaml:5:19: site.webhook_secret must be one value or a list of two, found 0")
    );
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: [a, b, c]")),
        ElementsAre("c.yaml:5:19: site.webhook_secret must be one value or a list of two, found 3")
    );
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: [\"${HOOK}\", short]")),
        ElementsAre("c.yaml:5:31: site.webhook_secret must be at least 16 characters long")
    );
    EXPECT_THAT(
        files_.problems_of(tests::with_line(5, "  webhook_secret: [\"${HOOK}\", \"${HOOK}\"]")),
        ElementsAre("c.yaml:5:31: site.webhook_secret holds the same value twice")
    );
}

/// SR-130
TEST_F(Secrecy, SecretFileOthersCanReadIsRefusedWithTheCure) {
    files_.write("token", "api-token\n", 0644);

    EXPECT_THAT(
        files_.problems_of(
            tests::with_line(4, "  auth: {email: a@b.example, token: \"${file:token}\"}")
        ),
        ElementsAre("c.yaml:4:37: site.auth.token comes from a file that others than its owner can "
                    "use (mode 0644): run chmod 600 token")
    );
}

TEST_F(Secrecy, PrivateSecretFileIsRead) {
    files_.write("token", "from-file\n", 0400);
    files_.write(
        "c.yaml", tests::with_line(4, "  auth: {email: a@b.example, token: \"${file:token}\"}")
    );

    const auto loaded = files_.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->site.auth.token.reveal(), "from-file");
}

/// SR-130
TEST_F(Secrecy, DkimKeyOthersCanReadIsRefusedWithTheCure) {
    files_.write("dkim.pem", "key", 0640);

    EXPECT_THAT(
        files_.problems_of(tests::with_line(
            14, "  from: a@b.example\n  dkim: {domain: b.example, selector: s1, key: dkim.pem}"
        )),
        ElementsAre("c.yaml:15:48: mail.dkim.key names a file that others than its owner can use "
                    "(mode 0640): run chmod 600 dkim.pem")
    );
}

TEST_F(Secrecy, ValueFromElsewhereIsShownByItsNameOnly) {
    files_.environment.values["URL"] = "hunter2";

    EXPECT_THAT(
        files_.problems_of(tests::with_line(7, "  public_url: ${URL}")),
        ElementsAre("c.yaml:7:15: server.public_url must be a URL that starts with https://, found "
                    "the value of ${URL}")
    );
}

/// Each text gets "hunter2" into the file as a secret that was written wrongly.
class SecretSlips : public testing::TestWithParam<const char*> {};

TEST_P(SecretSlips, NeverAppearInProblems) {
    tests::Files files;
    files.environment.values["S"] = "hunter2\n";

    const auto problems = files.problems_of(tests::with_line(4, GetParam()));

    EXPECT_THAT(problems, Not(IsEmpty()));
    for (const std::string& problem : problems) EXPECT_THAT(problem, Not(HasSubstr("hunter")));
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    SecretSlips,
    testing::Values(
        "  auth: {email: a@b.example, token: abc,hunter2}",
        "  auth: {email: a@b.example, token: abc,hunter2: d}",
        "  auth: {email: a@b.example, token: abc,hunter2,hunter2}",
        "  auth: {email: a@b.example, token: [hunter2]}",
        "  auth: {email: a@b.example, token: {hunter2}}",
        "  auth: {email: a@b.example, token: *hunter2}",
        "  auth: {email: a@b.example, token: &hunter2 }",
        "  auth: {email: a@b.example, token: !hunter2 x}",
        "  auth: {email: a@b.example, token: @hunter2}",
        "  auth: {email: a@b.example, token: \"\\yhunter2\"}",
        "  auth: {email: a@b.example, token: \"hunter2\\n\"}",
        "  auth: {email: a@b.example, token: \"hunter2${x\"}",
        "  auth: {email: a@b.example, token: \"${hunter2!}\"}",
        "  auth: {email: a@b.example, token: \"${S}\"}",
        "  auth: {email: a@b.example, token: hunter2: x}",
        "  auth:\n    email: a@b.example\n    token: hunter1\n    token: hunter2",
        "  auth:\n    email: a@b.example\n    token\n    hunter2",
        "  auth: hunter2",
        "  auth: [hunter2]",
        "  auth: {email: a@b.example, token: t}\n  api_url: https://u:hunter2@h/",
        "  auth: {email: a@b.example, token: t}\n  api_url: https://u:hunt@hunter2@h/"
    )
);

TEST_F(Secrecy, WebhookSecretSlipsNeverAppear) {
    for (const char* line :
         {"  webhook_secret: hunter2",
          "  webhook_secret: [hunter2, hunter2]",
          "  webhook_secret: {hunter2: x}",
          "  webhook_secret: {a: hunter2}"}) {
        const auto problems = files_.problems_of(tests::with_line(5, line));

        EXPECT_THAT(problems, Not(IsEmpty()));
        EXPECT_THAT(problems, testing::Each(Not(HasSubstr("hunter"))));
    }
}

}  // namespace
}  // namespace config
