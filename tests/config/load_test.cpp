#include "config/load.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/options.hpp"
#include "tests/config/files.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Load : public testing::Test {
protected:
    tests::Files files_{};
};

TEST_F(Load, MinimalFileGivesTheDefaults) {
    files_.write("c.yaml", tests::kMinimal);

    const auto loaded = files_.load();

    ASSERT_TRUE(loaded);
    const Config& config = *loaded;
    EXPECT_EQ(config.site.url, "https://acme.atlassian.net");
    EXPECT_EQ(config.site.api_url, config.site.url);
    EXPECT_EQ(config.site.kind, SiteKind::Cloud);
    EXPECT_EQ(config.site.auth.kind, AuthKind::Basic);
    EXPECT_EQ(config.site.auth.token.reveal(), "api-token");
    ASSERT_EQ(config.site.webhook_secrets.size(), 1U);
    EXPECT_EQ(config.site.webhook_secrets[0].reveal(), "0123456789abcdef");
    EXPECT_EQ(config.store_file, files_.folder.path() / "connector.db");
    EXPECT_EQ(config.keys_directory, files_.folder.path() / "keys");
    EXPECT_FALSE(config.mail.dkim);
}

TEST_F(Load, LogLevelIsInfoUnlessSaidOtherwise) {
    files_.write("c.yaml", tests::kMinimal);
    EXPECT_EQ(files_.load()->log_level, base::Level::Info);

    const std::map<std::string, base::Level> levels{
        {"error", base::Level::Error},
        {"warning", base::Level::Warning},
        {"info", base::Level::Info},
        {"debug", base::Level::Debug}};
    for (const auto& [name, level] : levels) {
        files_.write("c.yaml", std::string(tests::kMinimal) + "log: {level: " + name + "}\n");
        EXPECT_EQ(files_.load()->log_level, level) << name;
    }
}

TEST_F(Load, NothingInternalIsAllowedUnlessSaid) {
    files_.write("c.yaml", tests::kMinimal);
    EXPECT_FALSE(files_.load()->provision.allow_internal_api);
    EXPECT_EQ(files_.load()->provision.kbot_email, "");

    files_.write(
        "c.yaml",
        std::string(tests::kMinimal) +
            "provision: {allow_internal_api: true, kbot_email: kbot@acme.example}\n"
    );
    EXPECT_TRUE(files_.load()->provision.allow_internal_api);
    EXPECT_EQ(files_.load()->provision.kbot_email, "kbot@acme.example");
}

/// The defaults of config.hpp, which tests of other rooms rely on, and the table's are the same.
TEST_F(Load, DefaultsAreThoseOfTheStructs) {
    files_.write("c.yaml", tests::kMinimal);
    const auto loaded = files_.load();
    ASSERT_TRUE(loaded);
    const Site site{};
    const Server server{};
    const Mail mail{};

    EXPECT_EQ(loaded->site.poll_interval, site.poll_interval);
    EXPECT_EQ(loaded->site.reconcile_interval, site.reconcile_interval);
    EXPECT_EQ(loaded->server.listen.host, server.listen.host);
    EXPECT_EQ(loaded->server.listen.port, server.listen.port);
    EXPECT_EQ(loaded->server.admin_listen.host, server.admin_listen.host);
    EXPECT_EQ(loaded->server.admin_listen.port, server.admin_listen.port);
    EXPECT_EQ(loaded->server.threads, server.threads);
    EXPECT_THAT(loaded->server.trusted_proxies, IsEmpty());
    EXPECT_THAT(loaded->server.security_contact, IsEmpty());
    EXPECT_EQ(loaded->mail.smtp.tls_required, mail.smtp.tls_required);
    EXPECT_EQ(loaded->mail.connections, mail.connections);
    EXPECT_EQ(loaded->mail.max_age, mail.max_age);
    const Retention retention{};
    EXPECT_EQ(loaded->retention.audit, retention.audit);
    EXPECT_EQ(loaded->retention.addresses, retention.addresses);
    EXPECT_EQ(loaded->retention.contacts, retention.contacts);
}

TEST_F(Load, FingerprintTellsEqualFiles) {
    files_.write("c.yaml", tests::kMinimal);
    const auto first = files_.load();
    const auto second = files_.load();
    files_.write("c.yaml", std::string(tests::kMinimal) + "log: {level: debug}\n");
    const auto third = files_.load();

    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(first->fingerprint, second->fingerprint);
    EXPECT_NE(first->fingerprint, third->fingerprint);
}

TEST_F(Load, ProjectDefaultsAreThoseOfTheStructs) {
    files_.write("c.yaml", tests::kMinimal);
    const auto loaded = files_.load();
    ASSERT_TRUE(loaded);
    const Project& project = loaded->projects.at(0);
    const Project standard{};

    EXPECT_EQ(project.access.portal, standard.access.portal);
    EXPECT_EQ(project.access.channel, standard.access.channel);
    EXPECT_EQ(project.access.notifications, standard.access.notifications);
    EXPECT_EQ(project.access.anonymous, standard.access.anonymous);
    EXPECT_EQ(project.access.email, standard.access.email);
    EXPECT_EQ(project.help, standard.help);
    EXPECT_EQ(project.links.ttl, standard.links.ttl);
    EXPECT_EQ(project.links.requested_ttl, standard.links.requested_ttl);
    EXPECT_EQ(project.session.idle, standard.session.idle);
    EXPECT_EQ(project.session.absolute, standard.session.absolute);
    EXPECT_EQ(project.accounts.organizations, standard.accounts.organizations);
    EXPECT_EQ(project.brand.light.fill, "#0b5fff");
    EXPECT_EQ(project.brand.name, "Acme Support");
    EXPECT_EQ(project.mail.events.size(), 4U);
    EXPECT_FALSE(project.mail.from);
}

TEST_F(Load, EveryProblemIsReportedAtOnceInOrder) {
    files_.write(
        "c.yaml",
        "version: 1\n"
        "mail: {from: nobody}\n"
        "site:\n"
        "  url: ftp://acme\n"
        "  chanel: x\n"
        "  url: again\n"
        "include: p/*.yaml\n"
    );
    files_.write("p/b.yaml", "key: B1\nname: B\npath: /b\nlinks: {ttl: soon}\n");
    files_.write("p/a.yaml", "key: a\nname: [A]\n");

    EXPECT_THAT(
        files_.problems(),
        ElementsAre(
            "c.yaml:1:1: server is missing; it needs public_url",
            "c.yaml:1:1: store is missing; it needs url",
            "c.yaml:1:1: keys is missing; it needs directory",
            "c.yaml:2:1: mail.smtp is missing; it needs url",
            "c.yaml:2:14: mail.from must be an address, such as support@acme.example or Acme "
            "<support@acme.example>, found 'nobody'",
            "c.yaml:3:1: site.auth is missing",
            "c.yaml:3:1: site.webhook_secret is missing, such as webhook_secret: "
            "\"${JIRA_WEBHOOK_SECRET}\"",
            "c.yaml:4:8: site.url must be a URL that starts with https://, found 'ftp://acme'",
            "c.yaml:5:3: unknown key 'chanel'; known here: url, api_url, kind, auth, "
            "replies, gateway_url, proxy, ca_file, webhook_secret, automation_secret, "
            "poll_interval, "
            "reconcile_interval, directory_interval, max_concurrent_calls",
            "c.yaml:6:3: duplicate key 'url', first given on line 4",
            "p/a.yaml:1:1: path is missing, such as path: /sup; or a host, such as "
            "help.acme.example",
            "p/a.yaml:1:6: key must be a project key: two or more capital letters, digits and "
            "'_', such as SUP, found 'a'",
            "p/a.yaml:2:7: name must be a single value, found a list",
            "p/b.yaml:4:14: links.ttl must be a duration: a whole number and a unit, such as 30s, "
            "15m, 2h or 7d, found 'soon'"
        )
    );
}

TEST_F(Load, SyntaxErrorInOneFileDoesNotHideTheOthers) {
    files_.write("c.yaml", tests::with_line(1, "version: 3") + "include: p/*.yaml\n");
    files_.write("p/a.yaml", "key: [A\n");
    files_.write("p/b.yaml", "kay: B1\nname: B\npath: /b\n");

    EXPECT_THAT(
        files_.problems(),
        ElementsAre(
            "c.yaml:1:10: version must be 1, found '3'",
            "p/a.yaml:1:6: this '[' is not closed by ']'",
            "p/b.yaml:1:1: unknown key 'kay', did you mean 'key'?",
            "p/b.yaml:1:1: key is missing, such as key: SUP"
        )
    );
}

TEST_F(Load, IncludedFilesAreProjectsInTheOrderOfTheirNames) {
    files_.write("c.yaml", std::string(tests::kMinimal) + "include: projects.d/*.yaml\n");
    files_.write("projects.d/20.yaml", "key: LAW\nname: Law\nhost: law.acme.example\n");
    files_.write("projects.d/10.yaml", "key: HR\nname: People\npath: /hr\nbrand: {logo: hr.svg}\n");
    files_.write("projects.d/hr.svg", "<svg/>");
    files_.write("projects.d/note.txt", "not read");

    const auto loaded = files_.load();

    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded->projects.size(), 3U);
    EXPECT_EQ(loaded->projects[1].key.value(), "HR");
    EXPECT_EQ(
        loaded->projects[1].brand.logo.value().path, files_.folder.path() / "projects.d/hr.svg"
    );
    EXPECT_EQ(loaded->projects[2].host, "law.acme.example");
}

TEST_F(Load, IncludeMayBeTheOnlySourceOfProjects) {
    std::string text(tests::kMinimal.substr(0, tests::kMinimal.find("projects:")));
    files_.write("c.yaml", text + "include: p.yaml\n");
    files_.write("p.yaml", "key: HR\nname: People\npath: /hr\n");

    EXPECT_THAT(files_.problems(), IsEmpty());
}

TEST_F(Load, FolderWithGlobCharactersMeansItself) {
    files_.write("a[b]*/c.yaml", std::string(tests::kMinimal) + "include: p*.yaml\n");
    files_.write("a[b]*/p1.yaml", "key: HR\nname: People\npath: /hr\n");

    EXPECT_THAT(files_.problems("a[b]*/c.yaml"), IsEmpty());
}

TEST_F(Load, IncludeWithoutMatchIsAProblem) {
    EXPECT_THAT(
        files_.problems_of(std::string(tests::kMinimal) + "include: projects.d/*.yaml\n"),
        ElementsAre("c.yaml:19:10: include matches no file: projects.d/*.yaml")
    );
}

TEST_F(Load, IncludeOfTheFileItselfIsAProblem) {
    EXPECT_THAT(
        files_.problems_of(std::string(tests::kMinimal) + "include: '*.yaml'\n"),
        ElementsAre("c.yaml:19:10: include matches this file itself; keep projects in a folder of "
                    "their own")
    );
}

TEST_F(Load, IncludedFileHasTheShapeOfOneProject) {
    files_.write("c.yaml", std::string(tests::kMinimal) + "include: p.yaml\n");
    files_.write("p.yaml", "projects:\n  - key: HR\n");

    EXPECT_THAT(
        files_.problems(),
        testing::Contains(testing::StartsWith("p.yaml:1:1: unknown key 'projects'"))
    );
}

TEST_F(Load, NoProjectAtAllIsAProblem) {
    const std::string text(tests::kMinimal.substr(0, tests::kMinimal.find("projects:")));
    const std::string expected =
        "c.yaml:1:1: no project is served; list one under projects, or name files by include";

    EXPECT_THAT(files_.problems_of(text), ElementsAre(expected));
    EXPECT_THAT(files_.problems_of(text + "projects: []\n"), ElementsAre(expected));
}

TEST_F(Load, UnreadableFilesAreProblems) {
    files_.write("big.yaml", std::string((1U << 20U) + 1, '#'));

    EXPECT_THAT(
        files_.problems("none.yaml"),
        ElementsAre("none.yaml:1:1: cannot read none.yaml: No such file or directory")
    );
    EXPECT_THAT(
        files_.problems("big.yaml"),
        ElementsAre("big.yaml:1:1: cannot read big.yaml: it is larger than 1024 KiB")
    );
}

TEST_F(Load, FilesThatAreNoMapAreProblems) {
    const std::string expected = "c.yaml:1:1: the file must be a map of keys, such as key: value";

    EXPECT_THAT(files_.problems_of("just words\n"), ElementsAre(expected));
    EXPECT_THAT(files_.problems_of("- a\n- b\n"), ElementsAre(expected));
    EXPECT_THAT(
        files_.problems_of("# nothing yet\n"),
        ElementsAre("c.yaml:1:1: the file is empty; start from connector.example.yaml")
    );
}

TEST_F(Load, ReferencesWorkInOrdinaryValuesAndIncludes) {
    files_.environment.values["DESK"] = "Acme Desk";
    files_.environment.values["DIR"] = "p";
    files_.write(
        "c.yaml", tests::with_line(17, "    name: \"The ${DESK}\"") + "include: ${DIR}/*.yaml\n"
    );
    files_.write("p/hr.yaml", "key: HR\nname: People\npath: /hr\n");

    const auto loaded = files_.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->projects.at(0).name, "The Acme Desk");
    EXPECT_EQ(loaded->projects.size(), 2U);
}

TEST_F(Load, ReferencesCannotChangeTheStructure) {
    files_.environment.values["DESK"] = "x, path: /evil}";
    files_.write("c.yaml", tests::with_line(17, "    name: ${DESK}"));

    EXPECT_EQ(files_.load()->projects.at(0).name, "x, path: /evil}");
}

TEST_F(Load, ReferencesWithControlCharactersAreRefused) {
    files_.environment.values["DESK"] = "Acme\r\nBcc: eve@evil.example";

    EXPECT_THAT(
        files_.problems_of(tests::with_line(17, "    name: \"${DESK}\"")),
        ElementsAre("c.yaml:17:11: name must be one line of UTF-8 text; what it refers to is not")
    );
}

TEST_F(Load, ProjectsShareNeitherKeyNorPathNorHost) {
    files_.write(
        "c.yaml",
        std::string(tests::kMinimal) +
            "  - {key: HR, name: a, path: /sup}\n"
            "  - {key: SUP, name: b, host: a.example}\n"
            "include: p.yaml\n"
    );
    files_.write("p.yaml", "key: LAW\nname: Law\nhost: A.example\n");

    EXPECT_THAT(
        files_.problems(),
        ElementsAre(
            "c.yaml:19:30: the path /sup is used already at c.yaml:18:11",
            "c.yaml:20:11: the key SUP is used already at c.yaml:16:10",
            "p.yaml:3:7: the host a.example is used already at c.yaml:20:31"
        )
    );
}

}  // namespace
}  // namespace config
