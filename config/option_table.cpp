#include "config/option_table.hpp"

namespace config {
namespace {

std::vector<Option> file_options() {
    return {
        {.path = "version",
         .type = Type::Choice,
         .is_required = true,
         .choices = {"1"},
         .sentence = "The version of this format.",
         .example = "1"},
    };
}

std::vector<Option> site_options() {
    return {
        {.path = "site",
         .type = Type::Section,
         .is_required = true,
         .sentence = "The Jira Service Management site that is served."},
        {.path = "site.url",
         .type = Type::Url,
         .is_required = true,
         .sentence = "The site's address, as its users know it.",
         .example = "https://acme.atlassian.net"},
        {.path = "site.api_url",
         .type = Type::Url,
         .sentence = "Where API calls go. Default: `site.url`, or the gateway's address for the "
                     "site, which is looked up, with `site.auth.scoped` or `oauth2`.",
         .example = "https://api.atlassian.com/ex/jira/CLOUD-ID"},
        {.path = "site.kind",
         .type = Type::Choice,
         .fallback = "cloud",
         .choices = {"cloud", "datacenter"},
         .sentence = "Jira Cloud, or Jira Data Center with Jira Service Management.",
         .example = "cloud"},
        {.path = "site.auth",
         .type = Type::Section,
         .is_required = true,
         .sentence = "The account the connector works as."},
        {.path = "site.auth.kind",
         .type = Type::Choice,
         .fallback = "basic",
         .choices = {"basic", "bearer", "oauth2"},
         .sentence =
             "`basic`: e-mail and API token (Data Center: user name and password); `bearer`: a "
             "personal access token, as Data Center has them; `oauth2`: an app's OAuth 2.0 (3LO) "
             "consent, through the gateway (Cloud only).",
         .example = "basic"},
        {.path = "site.auth.email",
         .type = Type::Email,
         .sentence = "The account's address; required with `basic`, refused with `bearer`.",
         .example = "bot@acme.example"},
        {.path = "site.auth.user",
         .sentence = "With `basic` on Data Center, instead of `email`: the account's user name.",
         .example = "jsm-bot"},
        {.path = "site.auth.token",
         .is_secret = true,
         .sentence =
             "The API token, personal access token or password; required but with `oauth2`.",
         .example = "\"${JIRA_API_TOKEN}\""},
        {.path = "site.replies",
         .type = Type::Section,
         .sentence =
             "The account in whose name contacts' replies are posted. Default: `site.auth`, "
             "an agent, so that Jira counts each as an agent's answer. An account that is a "
             "customer and nothing more makes them a customer's words; it becomes a "
             "participant of each request that is answered."},
        {.path = "site.replies.email",
         .type = Type::Email,
         .is_required = true,
         .sentence = "The account's address.",
         .example = "replies@acme.example"},
        {.path = "site.replies.token",
         .is_required = true,
         .is_secret = true,
         .sentence = "Its API token.",
         .example = "\"${JIRA_REPLIES_TOKEN}\""},
        {.path = "site.replies.account_id",
         .sentence = "Its account id, where Jira does not tell the account itself. Default: asked "
                     "of Jira.",
         .example = "\"712020:6a1b\""},
        {.path = "site.auth.scoped",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "The token has scopes, as a service account's always has: Jira honours it at "
                     "the gateway only.",
         .example = "off"},
        {.path = "site.auth.client_id",
         .sentence = "With `oauth2`: the app's.",
         .example = "\"${JIRA_CLIENT_ID}\""},
        {.path = "site.auth.client_secret",
         .is_secret = true,
         .sentence = "With `oauth2`: the app's.",
         .example = "\"${JIRA_CLIENT_SECRET}\""},
        {.path = "site.auth.refresh_token",
         .is_secret = true,
         .sentence = "With `oauth2`: the one that the consent gave. It is spent by the first "
                     "renewal; those that follow are kept, sealed, in the store. Another one here "
                     "is a new consent.",
         .example = "\"${JIRA_REFRESH_TOKEN}\""},
        {.path = "site.auth.token_url",
         .type = Type::Url,
         .fallback = "https://auth.atlassian.com/oauth/token",
         .sentence = "With `oauth2`: where tokens are renewed.",
         .example = "https://auth.atlassian.com/oauth/token"},
        {.path = "site.gateway_url",
         .type = Type::Origin,
         .fallback = "https://api.atlassian.com",
         .sentence = "Atlassian's gateway, for `site.auth.scoped` and `oauth2`.",
         .example = "https://api.atlassian.com"},
        {.path = "site.proxy",
         .is_secret = true,
         .sentence = "An HTTP proxy for calls to the site, with its user and password if it wants "
                     "them. The environment's proxies are not looked at.",
         .example = "http://proxy.acme.example:3128"},
        {.path = "site.ca_file",
         .type = Type::Path,
         .sentence = "The authorities whose certificates the site may have, PEM. Default: the "
                     "system's.",
         .example = "/etc/ssl/certs/ca-certificates.crt"},
        {.path = "site.webhook_secret",
         .shape = Shape::OneOrTwo,
         .is_required = true,
         .is_secret = true,
         .least = 16,
         .sentence = "What Jira signs its webhooks with, at least 16 characters. While it is being "
                     "changed, a list of two: either one is accepted, the first one is registered.",
         .example = "\"${JIRA_WEBHOOK_SECRET}\""},
        {.path = "site.automation_secret",
         .shape = Shape::OneOrTwo,
         .is_secret = true,
         .least = 16,
         .sentence = "What automation rules show that call the connector with \"Send web "
                     "request\", where no webhook can be registered; at least 16 characters, a "
                     "list of two while it is being changed. Default: such calls are refused.",
         .example = "\"${JIRA_AUTOMATION_SECRET}\""},
        {.path = "site.poll_interval",
         .type = Type::Duration,
         .fallback = "60s",
         .least = 10,
         .most = kHour,
         .sentence =
             "How often the site is asked for changes that no webhook told of; one search a "
             "time when there are none.",
         .example = "60s"},
        {.path = "site.reconcile_interval",
         .type = Type::Duration,
         .fallback = "24h",
         .least = kHour,
         .most = 7 * kDay,
         .sentence =
             "How often all requests are compared with Jira's, so that what was deleted or moved "
             "goes though no webhook told of it; one search a thousand requests.",
         .example = "24h"},
        {.path = "site.directory_interval",
         .type = Type::Duration,
         .fallback = "1h",
         .least = 10,
         .most = kDay,
         .sentence = "How often customers, organizations and request types are read, which no "
                     "webhook tells of; also at every start.",
         .example = "1h"},
        {.path = "site.max_concurrent_calls",
         .type = Type::Count,
         .fallback = "8",
         .least = 1,
         .most = 64,
         .sentence = "How many calls to the site may be under way at once. Customers' replies go "
                     "first; polls and first reads take half of it at most.",
         .example = "8"},
    };
}

std::vector<Option> server_options() {
    return {
        {.path = "server",
         .type = Type::Section,
         .is_required = true,
         .sentence = "Where the portal listens."},
        {.path = "server.listen",
         .type = Type::Endpoint,
         .fallback = "0.0.0.0:8080",
         .sentence = "Address and port of the portal and the webhook receiver.",
         .example = "0.0.0.0:8080"},
        {.path = "server.admin_listen",
         .type = Type::Endpoint,
         .fallback = "127.0.0.1:9090",
         .sentence =
             "Address and port of metrics, health and the admin dashboard. Keep it private.",
         .example = "127.0.0.1:9090"},
        {.path = "server.public_url",
         .type = Type::Origin,
         .is_required = true,
         .sentence = "How the portal is reached from outside; links in mails start with it.",
         .example = "https://support.acme.example"},
        {.path = "server.trusted_proxies",
         .type = Type::Network,
         .shape = Shape::Many,
         .sentence = "Networks of reverse proxies whose `X-Forwarded-*` headers are believed. "
                     "Default: none.",
         .example = "[10.0.0.0/8]"},
        {.path = "server.security_contact",
         .type = Type::Email,
         .sentence =
             "Where people who found a weakness write to: `/.well-known/security.txt` names "
             "it (RFC 9116). Default: there is no such file.",
         .example = "security@acme.example"},
        {.path = "server.threads",
         .type = Type::Count,
         .fallback = "0",
         .least = 0,
         .most = 256,
         .sentence = "Threads that serve connections; 0 means one a core.",
         .example = "0"},
    };
}

std::vector<Option> store_options() {
    return {
        {.path = "store",
         .type = Type::Section,
         .is_required = true,
         .sentence = "Where mirrored requests, links, sessions and mails owed are kept."},
        {.path = "store.url",
         .type = Type::StoreUrl,
         .is_required = true,
         .is_secret = true,
         .sentence = "`sqlite:PATH`, a file on a local disk. `postgresql://USER@HOST/DATABASE` is "
                     "reserved and refused by this version.",
         .example = "sqlite:data/connector.db"},
        {.path = "keys",
         .type = Type::Section,
         .is_required = true,
         .sentence = "The keys that links and sessions are made with."},
        {.path = "keys.directory",
         .type = Type::Path,
         .is_required = true,
         .sentence = "Created with fresh keys, private to its owner, at the first start.",
         .example = "data/keys"},
    };
}

std::vector<Option> retention_options() {
    return {
        {.path = "retention",
         .type = Type::Section,
         .sentence = "How long what tells of people is kept."},
        {.path = "retention.audit",
         .type = Type::Duration,
         .fallback = "400d",
         .least = 30 * kDay,
         .most = 3650 * kDay,
         .sentence = "Rows of the audit.",
         .example = "400d"},
        {.path = "retention.addresses",
         .type = Type::Duration,
         .fallback = "30d",
         .least = kDay,
         .most = 400 * kDay,
         .sentence = "Network addresses in rows of the audit; the rows stay.",
         .example = "30d"},
        {.path = "retention.contacts",
         .type = Type::Duration,
         .fallback = "90d",
         .least = kDay,
         .most = 3650 * kDay,
         .sentence = "People whom no request, desk or organization names any more, since Jira told "
                     "of them last.",
         .example = "90d"},
    };
}

std::vector<Option> log_options() {
    return {
        {.path = "log", .type = Type::Section, .sentence = "What the daemon writes down."},
        {.path = "log.level",
         .type = Type::Choice,
         .fallback = "info",
         .choices = {"error", "warning", "info", "debug"},
         .sentence = "The least important event that is written; `debug` has every request and "
                     "every call. A reload changes it.",
         .example = "info"},
    };
}

std::vector<Option> mail_options() {
    return {
        {.path = "mail",
         .type = Type::Section,
         .is_required = true,
         .sentence = "How mail leaves."},
        {.path = "mail.smtp",
         .type = Type::Section,
         .is_required = true,
         .sentence = "The mail server that takes our mail."},
        {.path = "mail.smtp.url",
         .type = Type::SmtpUrl,
         .is_required = true,
         .sentence = "`smtp://HOST:PORT`, made private by STARTTLS, or `smtps://HOST:PORT`.",
         .example = "smtp://smtp.acme.example:587"},
        {.path = "mail.smtp.tls",
         .type = Type::Choice,
         .fallback = "required",
         .choices = {"required", "off"},
         .sentence = "`required`: no mail leaves without a checked certificate. `off`: plain text, "
                     "for a server on this machine; refused together with a password.",
         .example = "required"},
        {.path = "mail.smtp.username",
         .sentence = "Who we are to the mail server. Default: no sign-in.",
         .example = "bot"},
        {.path = "mail.smtp.password",
         .is_secret = true,
         .sentence = "Belongs to `username`.",
         .example = "\"${SMTP_PASSWORD}\""},
        {.path = "mail.smtp.ca_file",
         .type = Type::Path,
         .sentence = "Certificates (PEM) that the mail server's is checked against. Default: those "
                     "of the system.",
         .example = "smtp-ca.pem"},
    };
}

std::vector<Option> sender_options() {
    return {
        {.path = "mail.from",
         .type = Type::Mailbox,
         .is_required = true,
         .sentence = "The sender of every mail, unless a project names its own.",
         .example = "\"Acme Support <support@acme.example>\""},
        {.path = "mail.dkim",
         .type = Type::Section,
         .sentence = "Signs mails (DKIM). Default: mails are not signed here."},
        {.path = "mail.dkim.domain",
         .type = Type::Host,
         .is_required = true,
         .sentence = "The domain that signs; the one in `mail.from`.",
         .example = "acme.example"},
        {.path = "mail.dkim.selector",
         .type = Type::Host,
         .is_required = true,
         .sentence = "The name of the key in DNS: SELECTOR._domainkey.DOMAIN.",
         .example = "s1"},
        {.path = "mail.dkim.key",
         .type = Type::Path,
         .is_required = true,
         .sentence = "The private key (PEM), readable by its owner alone.",
         .example = "data/keys/dkim-s1.pem"},
        {.path = "mail.connections",
         .type = Type::Count,
         .fallback = "4",
         .least = 1,
         .most = 64,
         .sentence = "Connections to the mail server at a time.",
         .example = "4"},
        {.path = "mail.max_age",
         .type = Type::Duration,
         .fallback = "5d",
         .least = kHour,
         .most = 14 * kDay,
         .sentence = "A mail that the server has not taken by then is abandoned.",
         .example = "5d"},
    };
}

std::vector<Option> provision_options() {
    return {
        {.path = "provision",
         .type = Type::Section,
         .sentence = "What `connector provision` may do to make the site match."},
        {.path = "provision.allow_internal_api",
         .type = Type::Switch,
         .fallback = "off",
         .sentence = "Atlassian publishes no call for a project's channel access. `on`: the one "
                     "that Jira's own pages make is used, to read it and, where "
                     "`access.channel` is `ensure`, to open it. It may vanish without notice.",
         .example = "on"},
        {.path = "provision.kbot_email",
         .type = Type::Email,
         .sentence = "The address of the customer \"Anonymous Kbot User\", in whose name "
                     "anonymous visitors' requests are raised. It must be nobody's, and a mailbox "
                     "that nobody reads. Needed where `access.anonymous` is on.",
         .example = "kbot@acme.example"},
    };
}

}  // namespace

std::vector<Option> option_table() {
    std::vector<Option> all;
    for (auto part :
         {file_options,
          site_options,
          server_options,
          store_options,
          retention_options,
          log_options,
          mail_options,
          sender_options,
          provision_options,
          project_option_table}) {
        for (Option& row : part()) all.push_back(std::move(row));
    }
    return all;
}

}  // namespace config
