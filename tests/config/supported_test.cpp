#include "config/supported.hpp"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Nothing final : public config::Environment {
public:
    std::optional<std::string> variable(const std::string&) const override { return std::nullopt; }
};

/// What `load_supported` says of a small configuration whose one project is placed by `place`.
std::vector<std::string> problems_with(
    const std::string& place,
    const std::string& site = "auth: {kind: basic, email: bot@acme.example, token: t0ken}",
    const std::string& public_url = "https://support.acme.example"
) {
    const tests::TempDir directory;
    const auto file = directory.path() / "c.yaml";
    std::ofstream(file) << R"(version: 1
site:
  url: https://acme.atlassian.net
  )" << site << R"(
  webhook_secret: a-secret-of-sixteen
server: {public_url: ")" << public_url
                        << R"("}
store: {url: "sqlite:c.db"}
keys: {directory: keys}
mail:
  smtp: {url: "smtp://smtp.acme.example:587"}
  from: support@acme.example
projects:
  - key: SUP
    name: Support
)"
                        << "    " + place + "\n";
    const auto loaded = config::load_supported(file, Nothing{});
    std::vector<std::string> messages;
    if (loaded) return messages;
    for (const auto& problem : loaded.error()) messages.push_back(problem.message);
    return messages;
}

TEST(Supported, APathIsFine) {
    EXPECT_THAT(problems_with("path: /sup"), ElementsAre());
}

TEST(Supported, AHostIsRefusedRatherThanIgnored) {
    EXPECT_THAT(
        problems_with("host: help.acme.example"),
        ElementsAre("project SUP: host is not supported by this version: give it a path, such as "
                    "path: /help")
    );
}

TEST(Supported, PasskeysWantAName) {
    const std::string auth = "auth: {kind: basic, email: bot@acme.example, token: t0ken}";
    const std::string passkeys = "path: /sup\n    passkeys: on";
    for (const char* url : {"http://127.0.0.1:8080", "http://[::1]:8080", "https://192.0.2.1"}) {
        EXPECT_THAT(
            problems_with(passkeys, auth, url), ElementsAre(HasSubstr("passkeys need a name"))
        ) << url;
    }
    for (const char* url : {"http://localhost:8080", "https://1.acme.example"}) {
        EXPECT_THAT(problems_with(passkeys, auth, url), ElementsAre()) << url;
    }
}

TEST(Supported, DataCenterTakesAPersonalAccessTokenOrAUserName) {
    for (const char* auth : {"{kind: bearer, token: pat}", "{user: jsm-bot, token: hunter2}"}) {
        EXPECT_THAT(
            problems_with("path: /sup", "kind: datacenter\n  auth: " + std::string(auth)),
            ElementsAre()
        ) << auth;
    }
}

TEST(Supported, DataCenterHasNoGatewayAndNoAccountForReplies) {
    EXPECT_THAT(
        problems_with(
            "path: /sup",
            "kind: datacenter\n"
            "  auth: {user: jsm-bot, token: hunter2, scoped: on}\n"
            "  replies: {email: replies@acme.example, token: t}"
        ),
        ElementsAre(HasSubstr("has no gateway"), HasSubstr("site.replies is not supported"))
    );
}

TEST(Supported, CloudWantsAnAddress) {
    EXPECT_THAT(
        problems_with("path: /sup", "auth: {user: jsm-bot, token: t}"),
        ElementsAre(HasSubstr("Cloud wants the account's email"))
    );
}

TEST(Supported, UserNameStandsNeitherBesideAnAddressNorABearer) {
    EXPECT_THAT(
        problems_with(
            "path: /sup", "kind: datacenter\n  auth: {user: a, email: a@b.example, token: t}"
        ),
        ElementsAre(HasSubstr("site.auth.user stands beside email"))
    );
    EXPECT_THAT(
        problems_with("path: /sup", "kind: datacenter\n  auth: {kind: bearer, user: a, token: t}"),
        ElementsAre(HasSubstr("site.auth.user has no use with kind: bearer"))
    );
}

}  // namespace
