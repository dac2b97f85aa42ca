#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/options.hpp"
#include "config/tree.hpp"
#include "tests/config/files.hpp"
#include "tests/config/shipped.hpp"

namespace config {
namespace {

using testing::IsEmpty;

constexpr const char* kPublicKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmzmT2WPkxSNqTFztXKUaqJjZjv8h\n"
    "orDXmhGsRpHJ2i7yD2qSfpiojRJ7l775OoJgLSn6fMWx/ws0imT6cqZ8Cg==\n"
    "-----END PUBLIC KEY-----\n";

class Example : public testing::Test {
protected:
    Example() {
        files_.environment.values = {
            {"JIRA_API_TOKEN", "api-token"},
            {"JIRA_CLIENT_ID", "client"},
            {"JIRA_CLIENT_SECRET", "client-secret"},
            {"JIRA_REFRESH_TOKEN", "refresh-token"},
            {"JIRA_WEBHOOK_SECRET", "0123456789abcdef"},
            {"JIRA_REPLIES_TOKEN", "0123456789abcdef"},
            {"JIRA_AUTOMATION_SECRET", "0123456789abcdef"},
            {"SUP_WEBHOOK_SECRET", "0123456789abcdef"},
            {"SUP_AUTOMATION_SECRET", "0123456789abcdef"},
            {"ACME_ID_SECRET", "provider-secret"},
            {"ATLASSIAN_CLIENT_ID", "client"},
            {"ATLASSIAN_CLIENT_SECRET", "client-secret"},
            {"HANDOFF_KEY", "0123456789abcdef0123456789abcdef"},
            {"SMTP_PASSWORD", "password"}};
    }

    tests::Files files_{};
};

TEST_F(Example, LoadsAsItIs) {
    EXPECT_THAT(files_.problems_of(tests::shipped("config/connector.example.yaml")), IsEmpty());
}

TEST_F(Example, LoadsWithEverySettingThatMayBeLeftOut) {
    files_.write("projects.d/law.yaml", "key: LAW\nname: Law\npath: /law\n");
    files_.write("data/keys/dkim-s1.pem", "key");
    files_.write("brand/logo.svg", "<svg/>");
    files_.write("brand/icon.svg", "<svg/>");
    files_.write("brand/acme.woff2", "wOF2");
    files_.write("brand/acme.css", "");
    files_.write("handoff.pem", kPublicKey);
    files_.write("assistant.yaml", tests::shipped("config/assistant.yaml"));
    files_.write("pwned-passwords.txt", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\n");

    EXPECT_THAT(files_.problems_of(tests::complete_example()), IsEmpty());
}

TEST_F(Example, CommentedSettingsShowTheirDefaults) {
    const std::string text = tests::shipped("config/connector.example.yaml");
    for (const Option& row : options()) {
        if (row.fallback.empty() || row.path == "site.auth.kind") continue;
        const bool needs_quotes = row.type == Type::Color;
        const std::string value =
            needs_quotes ? fmt::format("\"{}\"", row.fallback) : std::string(row.fallback);
        EXPECT_THAT(text, testing::HasSubstr(fmt::format("#{}: {}\n", row.key(), value)))
            << row.path;
    }
}

/// Paths of the table that a tree names, list items together.
void collect(const TreeNode& node, const std::string& section, std::set<std::string>& paths) {
    for (const Entry& entry : node.entries) {
        const std::string path = path_below(section, entry.key);
        paths.insert(path);
        collect(entry.value, path, paths);
        for (const TreeNode& item : entry.value.items) collect(item, path + "[]", paths);
    }
}

TEST_F(Example, ShowsEveryOption) {
    const Tree tree = parse_tree(tests::complete_example());
    std::set<std::string> paths;
    ASSERT_TRUE(tree.root);
    collect(*tree.root, "", paths);

    for (const Option& row : options()) {
        EXPECT_TRUE(paths.count(std::string(row.path)) == 1)
            << row.path << " is not in the example";
    }
}

TEST(Demo, LoadsWhereItLies) {
    const tests::MapEnvironment nothing;
    const std::filesystem::path root = JSM_SOURCE_ROOT;

    const auto loaded = load(root / "config/demo.yaml", nothing);

    ASSERT_TRUE(loaded) << loaded.error().front().to_string();
    EXPECT_EQ(loaded->site.url, "http://127.0.0.1:8091");
    EXPECT_EQ(loaded->site.auth.token.reveal(), "demo-token");
    EXPECT_EQ(loaded->server.public_url, "http://localhost:8080");
    EXPECT_EQ(loaded->store_file, root / "data/demo/connector.db");
    EXPECT_EQ(loaded->keys_directory, root / "data/demo/keys");
    EXPECT_FALSE(loaded->mail.smtp.tls_required);
    EXPECT_EQ(loaded->projects.at(0).path, "/sup");
}

}  // namespace
}  // namespace config
