#include "config/read_settings.hpp"

#include <fmt/format.h>

#include "config/file.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

constexpr std::size_t kMaxKeyBytes = 64U << 10U;

AuthKind auth_kind(const std::string& word) {
    if (word == "oauth2") return AuthKind::OAuth2;
    return word == "bearer" ? AuthKind::Bearer : AuthKind::Basic;
}

void check_auth(
    const Section& section,
    const Auth& auth,
    const Setting<std::string>& email,
    const Setting<std::string>& user,
    const Setting<base::Secret>& token
) {
    if (auth.kind == AuthKind::OAuth2) {
        const bool is_whole =
            !auth.client_id.empty() && !auth.client_secret.empty() && !auth.refresh_token.empty();
        if (!is_whole) {
            section.report(
                section.mark(),
                "site.auth is incomplete: oauth2 needs client_id, client_secret and refresh_token"
            );
        }
        if (auth.is_scoped) {
            section.report(section.mark(), "site.auth.scoped has no use with kind: oauth2");
        }
        return;
    }
    if (auth.kind == AuthKind::Bearer && user.is_given) {
        section.report(user.mark, "site.auth.user has no use with kind: bearer; remove it");
    }
    if (auth.kind == AuthKind::Basic && !email.is_given && !user.is_given) {
        section.report(
            section.mark(),
            "site.auth.email is missing: basic needs the address that the token belongs to"
        );
    }
    if (auth.kind == AuthKind::Bearer && email.is_given) {
        section.report(email.mark, "site.auth.email has no use with kind: bearer; remove it");
    }
    if (!token.is_given) {
        section.report(
            section.mark(), "site.auth.token is missing, such as token: \"${JIRA_API_TOKEN}\""
        );
    }
}

Auth read_auth(const Section& section) {
    Auth auth;
    const auto email = section.text("email");
    const auto user = section.text("user");
    auto token = section.secret("token");
    auth.kind = auth_kind(section.text("kind").value);
    auth.email = email.value;
    auth.user = user.value;
    auth.is_scoped = section.is_on("scoped");
    auth.client_id = section.text("client_id").value;
    auth.client_secret = section.secret("client_secret").value;
    auth.refresh_token = section.secret("refresh_token").value;
    auth.token_url = section.text("token_url").value;
    if (section.is_given()) check_auth(section, auth, email, user, token);
    auth.token = std::move(token.value);
    return auth;
}

std::optional<ReplyAccount> read_reply_account(const Section& section) {
    if (!section.is_given()) return std::nullopt;
    return ReplyAccount{
        .email = section.text("email").value,
        .token = section.secret("token").value,
        .account_id = section.text("account_id").value};
}

/// What one kind of site has and the other lacks.
void check_kind(const Section& section, const Site& site) {
    const bool has_user = site.auth.kind == AuthKind::Basic && !site.auth.user.empty();
    const bool has_email = !site.auth.email.empty();
    if (site.kind == SiteKind::Cloud) {
        if (has_user && !has_email) {
            section.report(
                section.mark(),
                "site.auth.user is for site.kind: datacenter; Cloud wants the account's email"
            );
        }
        return;
    }
    if (has_user && has_email) {
        section.report(section.mark(), "site.auth.user stands beside email; keep one of them");
    }
    if (site.auth.needs_gateway()) {
        section.report(
            section.mark(),
            "site.kind: datacenter has no gateway: site.auth must be bearer, or basic without "
            "scoped"
        );
    }
    if (site.replies) {
        section.report(
            section.mark(),
            "site.replies is not supported with site.kind: datacenter; replies are posted as "
            "site.auth"
        );
    }
}

/// Nothing of the value is shown: it may hold a password.
base::Secret read_proxy(const Section& section) {
    auto proxy = section.secret("proxy");
    const std::string_view url = proxy.value.reveal();
    const bool is_http = url.starts_with("http://") || url.starts_with("https://");
    if (proxy.is_given && proxy.is_good && !is_http) {
        section.report(
            proxy.mark, "site.proxy must be an address such as http://proxy.acme.example:3128"
        );
    }
    return std::move(proxy.value);
}

Site read_site(const Section& section) {
    Site site;
    site.url = section.text("url").value;
    const auto api_url = section.text("api_url");
    site.api_url = api_url.is_given ? api_url.value : site.url;
    site.gateway_url = section.text("gateway_url").value;
    site.kind = section.text("kind").value == "datacenter" ? SiteKind::DataCenter : SiteKind::Cloud;
    site.auth = read_auth(section.section("auth"));
    site.replies = read_reply_account(section.section("replies"));
    check_kind(section, site);
    if (api_url.is_given && site.auth.needs_gateway()) {
        section.report(
            api_url.mark,
            "site.api_url has no use with scoped tokens and oauth2: the gateway's address for the "
            "site is looked up; remove it"
        );
    }
    site.proxy = read_proxy(section);
    site.ca_file = section.path("ca_file").value.string();
    site.webhook_secrets = section.secrets("webhook_secret");
    site.automation_secrets = section.secrets("automation_secret");
    site.poll_interval = section.duration("poll_interval").value;
    site.reconcile_interval = section.duration("reconcile_interval").value;
    site.directory_interval = section.duration("directory_interval").value;
    site.max_concurrent_calls = static_cast<unsigned>(section.count("max_concurrent_calls").value);
    return site;
}

Server read_server(const Section& section) {
    Server server;
    const auto listen = section.text("listen");
    const auto admin = section.text("admin_listen");
    server.listen = split_endpoint(listen.value);
    server.admin_listen = split_endpoint(admin.value);
    server.public_url = section.text("public_url").value;
    for (auto& network : section.texts("trusted_proxies").value) {
        server.trusted_proxies.push_back(std::move(network.value));
    }
    server.security_contact = section.text("security_contact").value;
    server.threads = static_cast<unsigned>(section.count("threads").value);
    // Port 0 asks the system for any free one.
    const bool is_same = listen.value == admin.value && server.listen.port != 0;
    if (listen.is_good && admin.is_good && is_same) {
        section.report(
            admin.is_given ? admin.mark : listen.mark,
            fmt::format("server.listen and server.admin_listen are both {}", listen.value)
        );
    }
    return server;
}

std::filesystem::path read_store_file(const Section& section) {
    static constexpr std::string_view kSqlite = "sqlite:";
    const auto url = section.text("url");
    if (url.value.empty()) return {};
    if (url.value.rfind(kSqlite, 0) == 0) {
        return section.absolute(url.value.substr(kSqlite.size()));
    }
    section.report(
        url.mark,
        "store.url names PostgreSQL, which is not supported by this build yet; use sqlite:PATH"
    );
    return {};
}

base::Level read_log_level(const Section& section) {
    const std::string name = section.text("level").value;
    if (name == "error") return base::Level::Error;
    if (name == "warning") return base::Level::Warning;
    return name == "debug" ? base::Level::Debug : base::Level::Info;
}

void check_smtp_safety(const Section& section, const Smtp& smtp, const Setting<std::string>& tls) {
    const bool has_credentials = !smtp.username.empty() || !smtp.password.empty();
    if (has_credentials && !smtp.tls_required) {
        section.report(
            tls.mark,
            "mail.smtp.tls off would send the password in plain text; write tls: required, or "
            "remove username and password"
        );
    }
    if (!smtp.tls_required && smtp.url.rfind("smtps:", 0) == 0) {
        section.report(tls.mark, "mail.smtp.tls off contradicts the smtps:// in mail.smtp.url");
    }
}

Smtp read_smtp(const Section& section) {
    Smtp smtp;
    smtp.url = section.text("url").value;
    const auto tls = section.text("tls");
    smtp.tls_required = tls.value != "off";
    const auto username = section.text("username");
    auto password = section.secret("password");
    smtp.username = username.value;
    smtp.password = std::move(password.value);
    smtp.ca_file = section.path("ca_file").value.string();
    if (username.is_given && !password.is_given) {
        section.report(username.mark, "mail.smtp.password is missing: it belongs to username");
    }
    if (password.is_given && !username.is_given) {
        section.report(password.mark, "mail.smtp.username is missing: it belongs to password");
    }
    check_smtp_safety(section, smtp, tls);
    return smtp;
}

std::optional<Dkim> read_dkim(const Section& section) {
    if (!section.is_given()) return std::nullopt;
    Dkim dkim;
    dkim.domain = section.text("domain").value;
    dkim.selector = section.text("selector").value;
    const auto key = section.path("key");
    dkim.key = key.value;
    if (!key.is_given || !key.is_good) return dkim;
    const auto file = read_file(key.value, kMaxKeyBytes);
    if (!file) {
        section.report(key.mark, "mail.dkim.key needs a file: " + file.error().message);
    } else if (!file->is_private()) {
        section.report(key.mark, "mail.dkim.key names a file that " + file->exposure());
    }
    return dkim;
}

Mail read_mail(const Section& section) {
    Mail mail;
    mail.smtp = read_smtp(section.section("smtp"));
    mail.from = section.text("from").value;
    mail.dkim = read_dkim(section.section("dkim"));
    mail.connections = static_cast<unsigned>(section.count("connections").value);
    mail.max_age = section.duration("max_age").value;
    return mail;
}

Provision read_provision(const Section& section) {
    return {
        .allow_internal_api = section.is_on("allow_internal_api"),
        .kbot_email = section.text("kbot_email").value};
}

Retention read_retention(const Section& section) {
    return {
        .audit = section.duration("audit").value,
        .addresses = section.duration("addresses").value,
        .contacts = section.duration("contacts").value};
}

}  // namespace

Config read_settings(const Section& file) {
    Config config;
    static_cast<void>(file.text("version"));
    config.site = read_site(file.section("site"));
    config.server = read_server(file.section("server"));
    config.store_file = read_store_file(file.section("store"));
    config.keys_directory = file.section("keys").path("directory").value;
    config.retention = read_retention(file.section("retention"));
    config.log_level = read_log_level(file.section("log"));
    config.mail = read_mail(file.section("mail"));
    config.provision = read_provision(file.section("provision"));
    return config;
}

}  // namespace config
