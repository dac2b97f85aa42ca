#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/files.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Keys of the project from line 19 on, and the one problem they make.
struct Row {
    const char* name;
    const char* keys;
    const char* expected;
};

class ProjectRules : public testing::TestWithParam<Row> {};

TEST_P(ProjectRules, ProblemNamesPlaceAndCure) {
    const tests::Files files;

    EXPECT_THAT(
        files.problems_of(tests::with_project_keys(GetParam().keys)),
        ElementsAre(GetParam().expected)
    );
}

std::string name_of(const testing::TestParamInfo<Row>& row) {
    return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Access,
    ProjectRules,
    testing::Values(
        Row{"PathAndHost",
            "    host: a.example",
            "c.yaml:19:11: give either path or host, not both; remove one of them"},
        Row{"NearKey",
            "    access: {chanel: ensure}",
            "c.yaml:19:14: unknown key 'chanel', did you mean 'channel'?"},
        Row{"Enforcement",
            "    access: {portal: enusre}",
            "c.yaml:19:22: access.portal must be ensure, verify or ignore, found 'enusre', did you "
            "mean 'ensure'?"},
        Row{"Norway",
            "    access: {email: no}",
            "c.yaml:19:21: access.email must be on or off, found 'no'"},
        Row{"ListForSwitch",
            "    access: {email: [on]}",
            "c.yaml:19:21: access.email must be a single value, found a list"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    SignIn,
    ProjectRules,
    testing::Values(
        Row{"OidcWithoutIssuer",
            "    sign_in: [{kind: oidc, name: acme, label: Acme, client_id: x}]",
            "c.yaml:19:15: sign_in.issuer is missing: oidc needs it"},
        Row{"IssuerInPlainText",
            "    sign_in: [{kind: oidc, name: a, label: A, client_id: x, issuer: "
            "\"http://a.example\"}]",
            "c.yaml:19:69: sign_in.issuer must start with https:// (plain http is for localhost, "
            "127.0.0.1 and [::1] only)"},
        Row{"NameOfOurs",
            "    sign_in: [{kind: oidc, name: arrive, label: A, client_id: x, issuer: "
            "\"https://a.example\"}]",
            "c.yaml:19:34: sign_in.name must be a word of small letters, digits and '-', and none "
            "of "
            "handoff, arrive, code, password and passkey"},
        Row{"BreachedListThatIsNotThere",
            "    password: {enabled: on, breached_list: /none/here.txt}",
            "c.yaml:19:44: password.breached_list: cannot read the file /none/here.txt"},
        Row{"AtlassianWithoutSecret",
            "    sign_in: [{kind: atlassian, client_id: x}]",
            "c.yaml:19:15: sign_in.client_secret is missing: atlassian needs it"},
        Row{"TwoOfAName",
            "    sign_in: [{kind: atlassian, client_id: x, client_secret: y}, {kind: atlassian, "
            "client_id: x, client_secret: y}]",
            "c.yaml:19:66: sign_in names atlassian twice"},
        Row{"HandOffWithoutAKey",
            "    sign_in: [{kind: handoff, issuer: a, audience: b}]",
            "c.yaml:19:15: sign_in: handoff needs either key, a shared one, or public_key"},
        Row{"HandOffWithAWeakKey",
            "    sign_in: [{kind: handoff, issuer: a, audience: b, key: "
            "only-thirty-one-characters-here}]",
            "c.yaml:19:60: key must be at least 32 characters long"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Lifetimes,
    ProjectRules,
    testing::Values(
        // SR-14
        Row{"LinkBeyondADay",
            "    links: {ttl: 25h}",
            "c.yaml:19:18: links.ttl must be between 1m and 24h, found '25h'"},
        Row{"LinkBeyondADayBySeconds",
            "    links: {ttl: 86401s}",
            "c.yaml:19:18: links.ttl must be between 1m and 24h, found '86401s'"},
        Row{"LinkOfSeconds",
            "    links: {ttl: 59s}",
            "c.yaml:19:18: links.ttl must be between 1m and 24h, found '59s'"},
        Row{"RequestedLinkTooLong",
            "    links: {requested_ttl: 61m}",
            "c.yaml:19:28: links.requested_ttl must be between 1m and 1h, found '61m'"},
        Row{"RequestedLinkTooShort",
            "    links: {requested_ttl: 0s}",
            "c.yaml:19:28: links.requested_ttl must be between 1m and 1h, found '0s'"},
        Row{"OtherConfirmation",
            "    links: {confirm: none}",
            "c.yaml:19:22: links.confirm must be click, found 'none'"},
        Row{"NegativeDuration",
            "    links: {ttl: -5m}",
            "c.yaml:19:18: links.ttl must be a duration: a whole number and a unit, such as 30s, "
            "15m, 2h or 7d, found '-5m'"},
        Row{"SessionTooLong",
            "    session: {absolute: 31d}",
            "c.yaml:19:25: session.absolute must be between 1m and 30d, found '31d'"},
        Row{"IdleBeyondAbsolute",
            "    session: {idle: 3h, absolute: 2h}",
            "c.yaml:19:21: session.idle (3h) must not be longer than session.absolute (2h)"},
        Row{"IdleBeyondDefaultAbsolute",
            "    session: {idle: 1d}",
            "c.yaml:19:21: session.idle (1d) must not be longer than session.absolute (12h)"},
        Row{"DefaultIdleBeyondAbsolute",
            "    session: {absolute: 1h}",
            "c.yaml:19:25: session.idle (2h) must not be longer than session.absolute (1h)"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Appearance,
    ProjectRules,
    testing::Values(
        Row{"UnknownEvent",
            "    mail: {events: [request_created, agent_replyed]}",
            "c.yaml:19:38: mail.events must be request_created, agent_replied, status_changed or "
            "request_resolved, found 'agent_replyed', did you mean 'agent_replied'?"},
        Row{"EventTwice",
            "    mail: {events: [request_created, request_created]}",
            "c.yaml:19:38: mail.events names request_created twice"},
        Row{"ProjectFrom",
            "    mail: {from: Acme}",
            "c.yaml:19:18: mail.from must be an address, such as support@acme.example or Acme "
            "<support@acme.example>, found 'Acme'"},
        Row{"ColorName",
            "    brand: {accent: blue}",
            "c.yaml:19:21: brand.accent must be a colour in quotes, such as \"#0b5fff\", found "
            "'blue'"},
        Row{"ColorTooShort",
            "    brand: {accent: '#fff'}",
            "c.yaml:19:21: brand.accent must be a colour in quotes, such as \"#0b5fff\", found "
            "'#fff'"},
        Row{"TimeZone",
            "    time_zone: Europe/Nowhere",
            "c.yaml:19:16: time_zone: there is no time zone Europe/Nowhere, write one as "
            "Europe/Berlin"},
        Row{"NoLogo",
            "    brand: {logo: none.svg}",
            "c.yaml:19:19: brand.logo: cannot read none.svg: No such file or directory"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Accounts,
    ProjectRules,
    testing::Values(
        Row{"OneLabel",
            "    accounts: {domains: {acme: Acme}}",
            "c.yaml:19:26: accounts.domains: 'acme' is not a full domain; write one such as "
            "acme.example"},
        Row{"CountryEnding",
            "    accounts: {domains: {co.uk: Acme}}",
            "c.yaml:19:26: accounts.domains: 'co.uk' belongs to many owners; write an "
            "organization's own domain"},
        Row{"Address",
            "    accounts: {domains: {ann@acme.example: Acme}}",
            "c.yaml:19:26: accounts.domains: 'ann@acme.example' is not a mail domain; write one "
            "such as acme.example"},
        Row{"DomainTwice",
            "    accounts: {domains: {acme.example: A, ACME.example: B}}",
            "c.yaml:19:43: accounts.domains names acme.example twice"},
        Row{"PrivateSuffix",
            "    accounts: {domains: {github.io: Hub}}",
            "c.yaml:19:26: accounts.domains: 'github.io' belongs to many owners; write an "
            "organization's own domain"},
        Row{"UnknownRole",
            "    accounts: {roles: {bob@acme.example: boss}}",
            "c.yaml:19:42: accounts.roles must be member, viewer or manager, found 'boss'"},
        Row{"EverybodyAManager",
            "    accounts: {default_role: manager}",
            "c.yaml:19:30: accounts.default_role must be member or viewer, found 'manager'"},
        Row{"RoleOfNoAddress",
            "    accounts: {roles: {bob: viewer}}",
            "c.yaml:19:24: accounts.roles: 'bob' must be an e-mail address, such as "
            "bot@acme.example"},
        Row{"RoleTwice",
            "    accounts: {roles: {bob@acme.example: viewer, Bob@ACME.example: member}}",
            "c.yaml:19:50: accounts.roles names Bob@ACME.example twice"},
        Row{"RolesInAList",
            "    accounts: {roles: [bob@acme.example]}",
            "c.yaml:19:23: accounts.roles must be a map from mail addresses, found a list"},
        Row{"NoAccountName",
            "    accounts: {domains: {acme.example: ''}}",
            "c.yaml:19:40: accounts.domains must not be empty, found ''"},
        Row{"List",
            "    accounts: {domains: [acme.example]}",
            "c.yaml:19:25: accounts.domains must be a map from domains to names, found a list"}
    ),
    name_of
);

TEST(ProjectKeys, TakeTheFormOfJira) {
    const tests::Files files;
    for (const char* key : {"sup", "S", "1SUP", "SU-P", "SÜP"}) {
        EXPECT_THAT(
            files.problems_of(tests::with_line(16, std::string("  - key: ") + key)),
            ElementsAre(
                std::string("c.yaml:16:10: key must be a project key: two or more capital letters, "
                            "digits and '_', such as SUP, found '") +
                key + "'"
            )
        );
    }
}

TEST(PortalPaths, AreOneWord) {
    const tests::Files files;
    for (const char* path : {"sup", "/", "/Sup", "/a/b", "/sup/", "/..", "/a_b", "//a"}) {
        EXPECT_THAT(
            files.problems_of(tests::with_line(18, std::string("    path: ") + path)),
            ElementsAre(
                std::string("c.yaml:18:11: path must be '/' and one word of small letters, digits "
                            "and '-', such as /sup, found '") +
                path + "'"
            )
        );
    }
}

TEST(PortalPaths, LeaveTheServersOwnAlone) {
    const tests::Files files;
    for (const char* path : {"/l", "/webhooks", "/assets", "/hooks", "/healthz"}) {
        EXPECT_THAT(
            files.problems_of(tests::with_line(18, std::string("    path: ") + path)),
            ElementsAre(testing::HasSubstr("path must not be one of the paths kept by the server"))
        );
    }
    EXPECT_THAT(
        files.problems_of(tests::with_line(18, "    path: /.well-known")), testing::SizeIs(1)
    );
}

TEST(PortalPaths, OrAHostIsNeeded) {
    const tests::Files files;

    EXPECT_THAT(
        files.problems_of(tests::with_line(18, "")),
        ElementsAre("c.yaml:16:5: path is missing, such as path: /sup; or a host, such as "
                    "help.acme.example")
    );
}

TEST(AccountDomains, OfMailProvidersAreRefused) {
    const tests::Files files;
    for (const char* domain :
         {"gmail.com", "GMail.com",  "outlook.com",  "hotmail.co.uk",  "yahoo.com",
          "yahoo.fr",  "icloud.com", "gmx.de",       "gmx.net",        "proton.me",
          "aol.com",   "live.com",   "web.de",       "qq.com",         "163.com",
          "mail.ru",   "posteo.de",  "yahoo.com.br", "mail2world.com", "mailinator.com",
          "yandex.kz"}) {
        const std::string keys = std::string("    accounts: {domains: {") + domain + ": X}}";
        EXPECT_THAT(
            files.problems_of(tests::with_project_keys(keys)),
            ElementsAre(
                std::string("c.yaml:19:26: accounts.domains: '") + domain +
                "' is a mail provider's domain: anybody can have an address there, and strangers "
                "would see each other's requests"
            )
        );
    }
}

TEST(AccountDomains, OfOrganizationsAreTaken) {
    const tests::Files files;
    EXPECT_THAT(
        files.problems_of(tests::with_project_keys(
            "    accounts: {domains: {acme.co.uk: A, live.acme.com: B, gmx-group.example: C, "
            "acme.onmicrosoft.com: D, mail.acme.example: E}}"
        )),
        IsEmpty()
    );
}

TEST(ProjectValues, AreReadAsWritten) {
    tests::Files files;
    files.write("logo.svg", "<svg/>");
    files.write(
        "c.yaml",
        tests::with_project_keys(
            "    access: {portal: ensure, channel: ignore, anonymous: on, email: off}\n"
            "    language: pt\n"
            "    time_zone: Asia/Tokyo\n"
            "    help: on\n"
            "    transitions: {Resolve this issue: Close request, '51': Escalate}\n"
            "    links: {ttl: 24h, requested_ttl: 1h, confirm: click}\n"
            "    session: {idle: 30d, absolute: 30d}\n"
            "    mail: {events: [status_changed], from: 'A <a@b.example>'}\n"
            "    accounts: {organizations: true, domains: {Acme.example: Inc}, default_role: "
            "viewer, "
            "roles: {Bob@Acme.example: manager, eve@acme.example: member}}\n"
            "    brand: {name: Help, logo: logo.svg, accent: '#0B5FFF'}"
        )
    );

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    const Project& project = loaded->projects.at(0);
    EXPECT_EQ(project.access.portal, Enforcement::Ensure);
    EXPECT_EQ(project.access.channel, Enforcement::Ignore);
    EXPECT_TRUE(project.access.anonymous);
    EXPECT_FALSE(project.access.email);
    EXPECT_TRUE(project.help);
    EXPECT_EQ(project.language, "pt");
    EXPECT_EQ(project.time_zone, "Asia/Tokyo");
    EXPECT_EQ(project.transitions.at("Resolve this issue"), "Close request");
    EXPECT_EQ(project.transitions.at("51"), "Escalate");
    EXPECT_EQ(project.links.ttl, std::chrono::hours(24));
    EXPECT_EQ(project.links.requested_ttl, std::chrono::hours(1));
    EXPECT_EQ(project.session.idle, project.session.absolute);
    EXPECT_THAT(project.mail.events, ElementsAre(MailEvent::StatusChanged));
    EXPECT_EQ(project.mail.from, "A <a@b.example>");
    EXPECT_TRUE(project.accounts.organizations);
    EXPECT_EQ(project.accounts.domains.at("acme.example"), "Inc");
    EXPECT_EQ(project.accounts.default_role, AccountRole::Viewer);
    EXPECT_EQ(project.accounts.roles.at("bob@acme.example"), AccountRole::Manager);
    EXPECT_EQ(project.accounts.roles.at("eve@acme.example"), AccountRole::Member);
    EXPECT_EQ(project.brand.logo.value().path, files.folder.path() / "logo.svg");
    EXPECT_EQ(project.brand.logo->type, "image/svg+xml");
    EXPECT_EQ(project.brand.light.fill, "#0b5fff");
}

TEST(ProjectValues, EmptySectionsMeanDefaults) {
    const tests::Files files;

    EXPECT_THAT(files.problems_of(tests::with_project_keys("    links:\n    brand:")), IsEmpty());
}

TEST(ProjectValues, EmptyListOfEventsSendsNone) {
    tests::Files files;
    files.write("c.yaml", tests::with_project_keys("    mail: {events: []}"));

    EXPECT_THAT(files.load()->projects.at(0).mail.events, IsEmpty());
}

}  // namespace
}  // namespace config
