#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/files.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// kMinimal with one line in other words, and the one problem that makes.
struct Row {
    const char* name;
    std::size_t line;
    const char* text;
    const char* expected;
};

class Settings : public testing::TestWithParam<Row> {};

TEST_P(Settings, ProblemNamesPlaceAndCure) {
    const tests::Files files;

    EXPECT_THAT(
        files.problems_of(tests::with_line(GetParam().line, GetParam().text)),
        ElementsAre(GetParam().expected)
    );
}

std::string name_of(const testing::TestParamInfo<Row>& row) {
    return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    File,
    Settings,
    testing::Values(
        Row{"MissingVersion", 1, "", "c.yaml:1:1: version is missing, such as version: 1"},
        Row{"OtherVersion", 1, "version: 2", "c.yaml:1:10: version must be 1, found '2'"},
        Row{"NearKey",
            6,
            "servr:\n  x: 1\nserver:",
            "c.yaml:6:1: unknown key 'servr', did you mean 'server'?"},
        Row{"FarKey",
            6,
            "zzzzzzz: 1\nserver:",
            "c.yaml:6:1: unknown key 'zzzzzzz'; known here: version, site, server, store, keys, "
            "retention, log, mail, provision, include, projects"},
        Row{"TextForSection",
            13,
            "  smtp: smtp.acme.example:587",
            "c.yaml:13:9: mail.smtp must be a map of keys, found a text"},
        Row{"NoValue",
            11,
            "  directory:",
            "c.yaml:11:3: keys.directory has no value; write one or remove the key"},
        Row{"EmptyValue",
            11,
            "  directory: ''",
            "c.yaml:11:14: keys.directory must not be empty, found ''"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Site,
    Settings,
    testing::Values(
        Row{"PlainHttp",
            3,
            "  url: http://acme.atlassian.net",
            "c.yaml:3:8: site.url must start with https:// (plain http is for localhost, 127.0.0.1 "
            "and [::1] only), found 'http://acme.atlassian.net'"},
        Row{"LooksLikeLoopback",
            3,
            "  url: http://localhost.evil.example",
            "c.yaml:3:8: site.url must start with https:// (plain http is for localhost, 127.0.0.1 "
            "and [::1] only), found 'http://localhost.evil.example'"},
        Row{"CredentialsInUrl",
            3,
            "  url: https://bot:hunter2@acme.example",
            "c.yaml:3:8: site.url must not hold a user name or password, found "
            "'https://***@acme.example'"},
        Row{"Query",
            3,
            "  url: https://acme.example/?a=b",
            "c.yaml:3:8: site.url must be a plain URL, without '?', '#', quotes and blanks, found "
            "'https://acme.example/?a=b'"},
        Row{"BadHost",
            3,
            "  url: https://acme..example",
            "c.yaml:3:8: site.url must name a host, and after ':' a port, such as "
            "https://acme.example, found 'https://acme..example'"},
        Row{"UrlTwice",
            4,
            "  url: https://b.example\n  auth: {email: a@b.example, token: t}",
            "c.yaml:4:3: duplicate key 'url', first given on line 3"},
        Row{"Kind",
            3,
            "  url: https://a.example\n  kind: sever",
            "c.yaml:4:9: site.kind must be cloud or datacenter, found 'sever'"},
        Row{"OAuthWithoutConsent",
            4,
            "  auth: {kind: oauth2, client_id: c, client_secret: s}",
            "c.yaml:4:3: site.auth is incomplete: oauth2 needs client_id, client_secret and "
            "refresh_token"},
        Row{"OAuthScoped",
            4,
            "  auth: {kind: oauth2, client_id: c, client_secret: s, refresh_token: r, scoped: on}",
            "c.yaml:4:3: site.auth.scoped has no use with kind: oauth2"},
        Row{"AddressOfTheGatewayThatIsLookedUp",
            4,
            "  auth: {email: a@b.example, token: t, scoped: on}\n  api_url: https://g.example",
            "c.yaml:5:12: site.api_url has no use with scoped tokens and oauth2: the gateway's "
            "address for the site is looked up; remove it"},
        Row{"ProxyWithoutAnAddress",
            4,
            "  auth: {email: a@b.example, token: t}\n  proxy: user:hunter2@proxy",
            "c.yaml:5:10: site.proxy must be an address such as http://proxy.acme.example:3128"},
        Row{"AuthKindSlip",
            4,
            "  auth: {kind: basik, email: a@b.example, token: t}",
            "c.yaml:4:16: site.auth.kind must be basic, bearer or oauth2, found 'basik', did you "
            "mean 'basic'?"},
        Row{"BasicWithoutEmail",
            4,
            "  auth: {token: t}",
            "c.yaml:4:3: site.auth.email is missing: basic needs the address that the token "
            "belongs to"},
        Row{"BearerWithEmail",
            4,
            "  auth: {kind: bearer, email: a@b.example, token: t}",
            "c.yaml:4:31: site.auth.email has no use with kind: bearer; remove it"},
        Row{"MissingToken",
            4,
            "  auth: {email: a@b.example}",
            "c.yaml:4:3: site.auth.token is missing, such as token: \"${JIRA_API_TOKEN}\""},
        Row{"BadEmail",
            4,
            "  auth: {email: bot, token: t}",
            "c.yaml:4:17: site.auth.email must be an e-mail address, such as bot@acme.example, "
            "found 'bot'"},
        Row{"PollTooOften",
            5,
            "  webhook_secret: ${HOOK}\n  poll_interval: 9s",
            "c.yaml:6:18: site.poll_interval must be between 10s and 1h, found '9s'"},
        Row{"PollTooRare",
            5,
            "  webhook_secret: ${HOOK}\n  poll_interval: 61m",
            "c.yaml:6:18: site.poll_interval must be between 10s and 1h, found '61m'"},
        Row{"PollNoDuration",
            5,
            "  webhook_secret: ${HOOK}\n  poll_interval: 60",
            "c.yaml:6:18: site.poll_interval must be a duration: a whole number and a unit, such "
            "as 30s, 15m, 2h or 7d, found '60'"},
        Row{"ReconcileTooOften",
            5,
            "  webhook_secret: ${HOOK}\n  reconcile_interval: 59m",
            "c.yaml:6:23: site.reconcile_interval must be between 1h and 7d, found '59m'"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Server,
    Settings,
    testing::Values(
        Row{"PlainPublicUrl",
            7,
            "  public_url: http://support.acme.example",
            "c.yaml:7:15: server.public_url must start with https:// (plain http is for localhost, "
            "127.0.0.1 and [::1] only), found 'http://support.acme.example'"},
        Row{"PublicUrlWithPath",
            7,
            "  public_url: https://acme.example/support",
            "c.yaml:7:15: server.public_url must end after the host and port, such as "
            "https://support.acme.example, found 'https://acme.example/support'"},
        Row{"ListenWithoutHost",
            7,
            "  public_url: https://a.example\n  listen: ':8080'",
            "c.yaml:8:11: server.listen must be HOST:PORT, such as 127.0.0.1:8080, 0.0.0.0:8080 or "
            "[::]:8080, found ':8080'"},
        Row{"ListenPortTooBig",
            7,
            "  public_url: https://a.example\n  listen: 0.0.0.0:65536",
            "c.yaml:8:11: server.listen must be HOST:PORT, such as 127.0.0.1:8080, 0.0.0.0:8080 or "
            "[::]:8080, found '0.0.0.0:65536'"},
        Row{"SamePort",
            7,
            "  public_url: https://a.example\n  listen: 127.0.0.1:9090",
            "c.yaml:8:11: server.listen and server.admin_listen are both 127.0.0.1:9090"},
        Row{"ProxyNoNetwork",
            7,
            "  public_url: https://a.example\n  trusted_proxies: [10.0.0.0/33]",
            "c.yaml:8:21: server.trusted_proxies must be a network, such as 10.0.0.0/8, "
            "192.0.2.7/32 or fd00::/8, found '10.0.0.0/33'"},
        Row{"ProxyName",
            7,
            "  public_url: https://a.example\n  trusted_proxies: [proxy.local]",
            "c.yaml:8:21: server.trusted_proxies must be a network, such as 10.0.0.0/8, "
            "192.0.2.7/32 or fd00::/8, found 'proxy.local'"},
        Row{"ProxyInsideNetwork",
            7,
            "  public_url: https://a.example\n  trusted_proxies: [10.1.2.3/12]",
            "c.yaml:8:21: server.trusted_proxies must start at its first address: 10.0.0.0/12, "
            "found '10.1.2.3/12'"},
        Row{"ProxyEverybody",
            7,
            "  public_url: https://a.example\n  trusted_proxies: [0.0.0.0/0]",
            "c.yaml:8:21: server.trusted_proxies must not be the whole Internet: anybody could "
            "pose as a proxy, found '0.0.0.0/0'"},
        Row{"ProxiesNoList",
            7,
            "  public_url: https://a.example\n  trusted_proxies: 10.0.0.0/8",
            "c.yaml:8:20: server.trusted_proxies must be a list, such as [one, two], found a text"},
        Row{"OctalThreads",
            7,
            "  public_url: https://a.example\n  threads: 010",
            "c.yaml:8:12: server.threads must be a whole number in plain digits, found '010'"},
        Row{"TooManyThreads",
            7,
            "  public_url: https://a.example\n  threads: 257",
            "c.yaml:8:12: server.threads must be between 0 and 256, found '257'"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Store,
    Settings,
    testing::Values(
        Row{"OtherStore",
            9,
            "  url: mysql://root:hunter2@db/x",
            "c.yaml:9:8: store.url must be sqlite:PATH, such as sqlite:data/connector.db"},
        Row{"NoPath",
            9,
            "  url: 'sqlite:'",
            "c.yaml:9:8: store.url must be sqlite:PATH, such as sqlite:data/connector.db"},
        Row{"Memory",
            9,
            "  url: 'sqlite::memory:'",
            "c.yaml:9:8: store.url must name a file: a store in memory forgets everything"},
        Row{"PostgreSql",
            9,
            "  url: postgresql://app:hunter2@db/connector",
            "c.yaml:9:8: store.url names PostgreSQL, which is not supported by this build yet; use "
            "sqlite:PATH"}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Mail,
    Settings,
    testing::Values(
        Row{"NoPort",
            13,
            "  smtp: {url: 'smtp://mail.acme.example'}",
            "c.yaml:13:15: mail.smtp.url must be smtp://HOST:PORT or smtps://HOST:PORT, such as "
            "smtp://smtp.acme.example:587, found 'smtp://mail.acme.example'"},
        Row{"CredentialsInSmtpUrl",
            13,
            "  smtp: {url: 'smtp://bot:hunter2@mail.acme.example:587'}",
            "c.yaml:13:15: mail.smtp.url must not hold a user name or password; write username and "
            "password beside it, found 'smtp://***@mail.acme.example:587'"},
        Row{"UnknownTls",
            13,
            "  smtp: {url: 'smtp://a.example:25', tls: on}",
            "c.yaml:13:43: mail.smtp.tls must be required or off, found 'on'"},
        Row{"CredentialsWithoutTls",
            13,
            "  smtp: {url: 'smtp://127.0.0.1:25', tls: off, username: bot, password: pw}",
            "c.yaml:13:43: mail.smtp.tls off would send the password in plain text; write tls: "
            "required, or remove username and password"},
        Row{"SmtpsWithoutTls",
            13,
            "  smtp: {url: 'smtps://127.0.0.1:465', tls: off}",
            "c.yaml:13:45: mail.smtp.tls off contradicts the smtps:// in mail.smtp.url"},
        Row{"UsernameAlone",
            13,
            "  smtp: {url: 'smtp://a.example:25', username: bot}",
            "c.yaml:13:48: mail.smtp.password is missing: it belongs to username"},
        Row{"PasswordAlone",
            13,
            "  smtp: {url: 'smtp://a.example:25', password: pw}",
            "c.yaml:13:48: mail.smtp.username is missing: it belongs to password"},
        Row{"From",
            14,
            "  from: Acme Support",
            "c.yaml:14:9: mail.from must be an address, such as support@acme.example or Acme "
            "<support@acme.example>, found 'Acme Support'"},
        Row{"FromWithLineBreak",
            14,
            "  from: \"a@b.example\\nBcc: c@d.example\"",
            "c.yaml:14:9: a line break or other control character in a text; keep the text on one "
            "line"},
        Row{"NoConnections",
            14,
            "  from: a@b.example\n  connections: 0",
            "c.yaml:15:16: mail.connections must be between 1 and 64, found '0'"},
        Row{"MaxAge",
            14,
            "  from: a@b.example\n  max_age: 15d",
            "c.yaml:15:12: mail.max_age must be between 1h and 14d, found '15d'"},
        Row{"AuditTooShort",
            14,
            "  from: a@b.example\nretention: {audit: 29d}",
            "c.yaml:15:20: retention.audit must be between 30d and 3650d, found '29d'"},
        Row{"AddressesTooLong",
            14,
            "  from: a@b.example\nretention: {addresses: 401d}",
            "c.yaml:15:24: retention.addresses must be between 24h and 400d, found '401d'"},
        Row{"DkimIncomplete",
            14,
            "  from: a@b.example\n  dkim: {domain: b.example, selector: s1}",
            "c.yaml:15:3: mail.dkim.key is missing, such as key: data/keys/dkim-s1.pem"},
        Row{"DkimWithoutFile",
            14,
            "  from: a@b.example\n  dkim: {domain: b.example, selector: s1, key: dkim.pem}",
            "c.yaml:15:48: mail.dkim.key needs a file: cannot read dkim.pem: No such file or "
            "directory"}
    ),
    name_of
);

TEST(SettingsValues, AreReadAsWritten) {
    tests::Files files;
    files.write("dkim.pem", "key");
    files.write(
        "c.yaml",
        tests::with_line(
            14,
            "  from: \"Acme <a@b.example>\"\n"
            "  connections: 8\n"
            "  max_age: 2d\n"
            "  dkim: {domain: B.example, selector: s1, key: dkim.pem}"
        )
    );

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->mail.from, "Acme <a@b.example>");
    EXPECT_EQ(loaded->mail.connections, 8U);
    EXPECT_EQ(loaded->mail.max_age, std::chrono::hours(48));
    ASSERT_TRUE(loaded->mail.dkim);
    EXPECT_EQ(loaded->mail.dkim->domain, "b.example");
    EXPECT_EQ(loaded->mail.dkim->key, files.folder.path() / "dkim.pem");
}

TEST(SettingsValues, RetentionIsReadAsWritten) {
    tests::Files files;
    files.write(
        "c.yaml",
        tests::with_line(
            14,
            "  from: a@b.example\n"
            "retention: {audit: 30d, addresses: 1d, contacts: 2d}"
        )
    );

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->retention.audit, std::chrono::days(30));
    EXPECT_EQ(loaded->retention.addresses, std::chrono::days(1));
    EXPECT_EQ(loaded->retention.contacts, std::chrono::days(2));
}

TEST(SettingsValues, AddressesTakeOneForm) {
    tests::Files files;
    files.write(
        "c.yaml",
        tests::with_line(
            7,
            "  public_url: HTTPS://Support.Acme.example:443/\n"
            "  listen: '[::]:8080'\n"
            "  trusted_proxies: [192.0.2.7, FD00:0::/8]"
        )
    );

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->server.public_url, "https://support.acme.example");
    EXPECT_EQ(loaded->server.listen.host, "::");
    EXPECT_EQ(loaded->server.listen.port, 8080);
    EXPECT_THAT(loaded->server.trusted_proxies, ElementsAre("192.0.2.7/32", "fd00::/8"));
}

TEST(SettingsValues, PlainHttpIsAllowedOnLoopback) {
    const tests::Files files;
    for (const char* host : {"localhost:8080", "127.0.0.1", "[::1]:80"}) {
        const std::string line = std::string("  public_url: http://") + host;
        EXPECT_THAT(files.problems_of(tests::with_line(7, line)), IsEmpty());
    }
}

TEST(SettingsValues, BearerNeedsNoEmail) {
    tests::Files files;
    files.write("c.yaml", tests::with_line(4, "  auth: {kind: bearer, token: pat}"));

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->site.auth.kind, AuthKind::Bearer);
    EXPECT_EQ(loaded->site.auth.token.reveal(), "pat");
}

TEST(SettingsValues, OAuthNeedsNeitherEmailNorToken) {
    tests::Files files;
    files.write(
        "c.yaml",
        tests::with_line(
            4, "  auth: {kind: oauth2, client_id: c, client_secret: s, refresh_token: r}"
        )
    );

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->site.auth.kind, AuthKind::OAuth2);
    EXPECT_TRUE(loaded->site.auth.needs_gateway());
    EXPECT_EQ(loaded->site.auth.token_url, "https://auth.atlassian.com/oauth/token");
    EXPECT_EQ(loaded->site.gateway_url, "https://api.atlassian.com");
}

TEST(SettingsValues, PlainMailServerWithoutCredentialsIsAllowed) {
    tests::Files files;
    files.write("c.yaml", tests::with_line(13, "  smtp: {url: 'smtp://127.0.0.1:25', tls: off}"));

    const auto loaded = files.load();

    ASSERT_TRUE(loaded);
    EXPECT_FALSE(loaded->mail.smtp.tls_required);
}

}  // namespace
}  // namespace config
