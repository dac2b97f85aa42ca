#include "connector/settings_from_config.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/looks_from_config.hpp"
#include "connector/model/email_address.hpp"
#include "connector/or_throw.hpp"
#include "connector/sign_in_ways.hpp"
#include "mailer/message.hpp"

namespace connector {
namespace {

model::MailKind to_kind(config::MailEvent event) {
    switch (event) {
        case config::MailEvent::RequestCreated: return model::MailKind::RequestCreated;
        case config::MailEvent::AgentReplied: return model::MailKind::AgentReplied;
        case config::MailEvent::StatusChanged: return model::MailKind::StatusChanged;
        case config::MailEvent::RequestResolved: return model::MailKind::RequestResolved;
    }
    throw std::logic_error("unknown mail event");
}

provision::Enforcement to_provision(config::Enforcement enforcement) {
    switch (enforcement) {
        case config::Enforcement::Ensure: return provision::Enforcement::Ensure;
        case config::Enforcement::Verify: return provision::Enforcement::Verify;
        case config::Enforcement::Ignore: return provision::Enforcement::Ignore;
    }
    throw std::logic_error("unknown enforcement");
}

model::Role to_role(config::AccountRole role) {
    switch (role) {
        case config::AccountRole::Viewer: return model::Role::Viewer;
        case config::AccountRole::Member: return model::Role::Member;
        case config::AccountRole::Manager: return model::Role::Manager;
    }
    throw std::logic_error("unknown role");
}

access::AccountRules account_rules(const config::Accounts& accounts) {
    access::AccountRules rules{
        .organizations = accounts.organizations,
        .domains = accounts.domains,
        .default_role = to_role(accounts.default_role)};
    for (const auto& [address, role] : accounts.roles) {
        const auto normalized = model::normalize_address(address);
        if (!normalized) {
            throw std::runtime_error(fmt::format(
                "accounts.roles: '{}' is no address: {}", address, normalized.error().message
            ));
        }
        rules.roles[*normalized] = to_role(role);
    }
    return rules;
}

std::optional<portal::UploadLimits> upload_limits(const config::Uploads& uploads) {
    constexpr std::size_t kMegabyte = 1'000'000;
    if (!uploads.enabled) return std::nullopt;
    return portal::UploadLimits{
        .max_file_bytes = uploads.max_megabytes * kMegabyte,
        .max_files = uploads.max_files,
        .daily_bytes = static_cast<std::int64_t>(uploads.daily_megabytes * kMegabyte)};
}

std::vector<base::Secret> copies_of(const std::vector<base::Secret>& secrets) {
    std::vector<base::Secret> copies;
    for (const auto& secret : secrets) copies.push_back(secret.clone());
    return copies;
}

std::string_view without_scheme(std::string_view url) {
    return url.substr(url.find("://") + 3);
}

/// A page in the operator's browser must not reach a listener on loopback under a name of its own
/// (DNS rebinding). On other addresses the operator's monitoring may use any name.
std::vector<std::string> loopback_names(const config::HostPort& listen) {
    if (!listen.host.starts_with("127.") && listen.host != "localhost" && listen.host != "::1") {
        return {};
    }
    std::vector<std::string> names;
    for (const std::string name : {"localhost", "127.0.0.1", "[::1]"}) {
        names.push_back(fmt::format("{}:{}", name, listen.port));
    }
    return names;
}

/// Recognises a secret: 64 bits of its keyed hash, for the store.
std::int64_t mark_of(const base::Secret& secret, const access::KeyRing& keys) {
    const base::Bytes32 hash = base::keyed_hash(
        keys.current_subkey(access::KeyPurpose::SecretMark), {base::as_bytes(secret.reveal())}
    );
    std::uint64_t mark = 0;
    for (std::size_t at = 0; at < sizeof(mark); ++at) {
        mark = mark << 8U | std::to_integer<std::uint64_t>(hash.at(at));
    }
    return static_cast<std::int64_t>(mark);
}

/// One for each project with a secret of its own, and one for all others. The first of two secrets
/// is the one to be registered.
std::vector<provision::WebhookSettings> wished_webhooks(
    const config::Config& config, const access::KeyRing* keys
) {
    const std::string site_url = config.server.public_url + "/webhooks/jira";
    const auto wish = [&](const std::string& subject, const base::Secret& secret) {
        return provision::WebhookSettings{
            .subject = subject,
            .url = subject.empty() ? site_url : fmt::format("{}/{}", site_url, subject),
            .secret = secret.clone(),
            .secret_mark = keys != nullptr ? mark_of(secret, *keys) : 0};
    };
    std::vector<provision::WebhookSettings> wishes;
    provision::WebhookSettings of_all = wish("", config.site.webhook_secrets.front());
    for (const auto& project : config.projects) {
        if (project.webhook_secrets.empty()) {
            of_all.projects.push_back(project.key);
            continue;
        }
        wishes.push_back(wish(project.key.value(), project.webhook_secrets.front()));
        wishes.back().projects = {project.key};
    }
    if (!of_all.projects.empty()) wishes.insert(wishes.begin(), std::move(of_all));
    return wishes;
}

}  // namespace

std::string origin_of(const std::string& url) {
    return url.substr(0, url.find('/', url.find("://") + 3));
}

std::filesystem::path uploads_folder(const config::Config& config) {
    std::filesystem::path folder = config.store_file;
    folder += ".uploads";
    return folder;
}

std::set<base::ProjectKey> project_keys(const config::Config& config) {
    std::set<base::ProjectKey> keys;
    for (const auto& project : config.projects) keys.insert(project.key);
    return keys;
}

mirror::PollSettings poll_settings(const config::Config& config) {
    const std::set<base::ProjectKey> keys = project_keys(config);
    return {.projects = {keys.begin(), keys.end()}, .interval = config.site.poll_interval};
}

mirror::ReconcileSettings reconcile_settings(const config::Config& config) {
    const std::set<base::ProjectKey> keys = project_keys(config);
    return {.projects = {keys.begin(), keys.end()}, .interval = config.site.reconcile_interval};
}

mirror::DirectorySettings directory_settings(const config::Config& config) {
    const std::set<base::ProjectKey> keys = project_keys(config);
    return {.projects = {keys.begin(), keys.end()}, .interval = config.site.directory_interval};
}

std::map<base::ProjectKey, access::LinkRules> link_rules(const config::Config& config) {
    std::map<base::ProjectKey, access::LinkRules> rules;
    for (const auto& project : config.projects) {
        rules[project.key] = {
            .ttl = project.links.ttl,
            .requested_ttl = project.links.requested_ttl,
            .session_idle = project.session.idle,
            .session_absolute = project.session.absolute,
            .session_stay = project.session.stay,
        };
    }
    return rules;
}

access::NewcomerRules newcomer_rules(const config::Config& config) {
    access::NewcomerRules rules;
    const auto is_ours = [&](std::string_view address) {
        if (auto normalized = model::normalize_address(address)) rules.ours.insert(*normalized);
    };
    if (const auto kbot = kbot_address(config)) is_ours(*kbot);
    is_ours(config.site.auth.email);
    if (config.site.replies) is_ours(config.site.replies->email);
    for (const auto& [project, look] : sender_settings(config).looks) is_ours(look.from.address);
    for (const auto& project : config.projects) {
        if (!project.access.email) continue;
        rules.per_day[project.key] = static_cast<int>(project.access.new_customers_per_day);
    }
    return rules;
}

notify::Outbox::Rules mail_rules(const config::Config& config) {
    notify::Outbox::Rules rules;
    for (const auto& project : config.projects) {
        for (const auto event : project.mail.events) rules[project.key].insert(to_kind(event));
    }
    return rules;
}

notify::SenderSettings sender_settings(const config::Config& config) {
    notify::SenderSettings settings{
        .public_url = config.server.public_url, .looks = {}, .max_age = config.mail.max_age};
    for (const auto& project : config.projects) {
        settings.looks[project.key] = {
            .from = or_throw(mailer::parse_mailbox(project.mail.from.value_or(config.mail.from))),
            .brand = project.brand.name,
            .accent = project.brand.light.fill,
            .logo_url = logo_url(config, project),
        };
    }
    return settings;
}

portal::PortalSettings portal_settings(const config::Config& config) {
    portal::PortalSettings settings{
        .public_url = config.server.public_url,
        .plain_http = config.server.public_url.starts_with("http:"),
        .projects = {},
        .security_contact = config.server.security_contact,
    };
    for (const auto& project : config.projects) {
        settings.projects.push_back(
            {.key = project.key,
             .path = project.path,
             .brand = project.brand.name,
             .look = look_of(project),
             .language = project.language,
             .time_zone = project.time_zone,
             .help = project.help,
             .assistant = project.assistant,
             .doors = {.anonymous = project.access.anonymous, .email = project.access.email},
             .puzzle = project.access.puzzle,
             .accounts = account_rules(project.accounts),
             .offers_stay = project.session.stay > base::seconds{0},
             .passwords = project.password.enabled,
             .passkeys = project.passkeys,
             .embed_origins = project.embed_origins,
             .uploads = upload_limits(project.uploads),
             .transitions = project.transitions}
        );
        add_sign_in_ways(settings.projects.back(), project.sign_in);
    }
    return settings;
}

http::OutboundSettings site_outbound(const config::Config& config) {
    const config::Site& site = config.site;
    http::OutboundSettings settings = visitors_outbound(config);
    if (!site.auth.needs_gateway()) {
        settings.allowed_origins = {origin_of(site.api_url)};
    } else if (site.auth.kind == config::AuthKind::OAuth2) {
        settings.allowed_origins = {site.gateway_url, origin_of(site.auth.token_url)};
    } else {
        // The site tells its cloud id.
        settings.allowed_origins = {site.gateway_url, origin_of(site.url)};
    }
    if (site.replies) settings.allowed_origins.push_back(origin_of(site.url));
    return settings;
}

http::OutboundSettings visitors_outbound(const config::Config& config) {
    return {
        .allowed_origins = {origin_of(config.site.url)},
        .ca_file = config.site.ca_file,
        .proxy = config.site.proxy.clone()};
}

http::ServerSettings public_listener(const config::Config& config, const base::Clock& clock) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    return {
        .name = "public",
        .address = config.server.listen.host,
        .port = config.server.listen.port,
        .threads = config.server.threads == 0 ? cores : config.server.threads,
        .allowed_hosts = {std::string(without_scheme(config.server.public_url))},
        .trusted_proxies = config.server.trusted_proxies,
        .hsts = config.server.public_url.starts_with("https:"),
        .clock = &clock,
    };
}

http::ServerSettings admin_listener(const config::Config& config, const base::Clock& clock) {
    return {
        .name = "admin",
        .address = config.server.admin_listen.host,
        .port = config.server.admin_listen.port,
        .threads = 1,
        .allowed_hosts = loopback_names(config.server.admin_listen),
        .hsts = false,
        .clock = &clock,
    };
}

mailer::SmtpSettings smtp_settings(const config::Config& config) {
    const config::Smtp& smtp = config.mail.smtp;
    return {
        .url = smtp.url,
        .tls = smtp.tls_required ? mailer::Tls::Required : mailer::Tls::Off,
        .username = smtp.username,
        .password = smtp.password.clone(),
        .ca_file = smtp.ca_file,
    };
}

std::optional<base::Secret> site_authorization(const config::Config& config) {
    const config::Auth& auth = config.site.auth;
    if (auth.kind == config::AuthKind::OAuth2) return std::nullopt;
    return or_throw(jira::authorization_header(
        {.kind =
             auth.kind == config::AuthKind::Basic ? jira::AuthKind::Basic : jira::AuthKind::Bearer,
         .email = auth.user.empty() ? auth.email : auth.user,
         .token = auth.token.clone()}
    ));
}

jira::RestSettings rest_settings(const config::Config& config) {
    if (config.site.kind == config::SiteKind::DataCenter) {
        return {.api_url = config.site.url, .platform = "/rest/api/2"};
    }
    return {.api_url = config.site.url};
}

jira::RestSettings reply_settings(const config::Config& config) {
    const config::ReplyAccount& replies = config.site.replies.value();
    return {
        .api_url = config.site.url,
        .authorization = or_throw(jira::authorization_header(
            {.kind = jira::AuthKind::Basic, .email = replies.email, .token = replies.token.clone()}
        ))};
}

std::optional<base::AccountId> reply_account(const config::Config& config) {
    const config::ReplyAccount& replies = config.site.replies.value();
    if (replies.account_id.empty()) return std::nullopt;
    return base::AccountId(replies.account_id);
}

mirror::DoorKeys webhook_keys(const config::Config& config) {
    mirror::DoorKeys keys{.site = copies_of(config.site.webhook_secrets)};
    for (const auto& project : config.projects) {
        keys.projects.emplace(project.key, copies_of(project.webhook_secrets));
    }
    return keys;
}

mirror::DoorKeys automation_keys(const config::Config& config) {
    mirror::DoorKeys keys{.site = copies_of(config.site.automation_secrets)};
    for (const auto& project : config.projects) {
        keys.projects.emplace(project.key, copies_of(project.automation_secrets));
    }
    return keys;
}

std::optional<std::string> kbot_address(const config::Config& config) {
    if (config.provision.kbot_email.empty()) return std::nullopt;
    return or_throw(model::normalize_address(config.provision.kbot_email));
}

provision::Settings provision_settings(const config::Config& config, const access::KeyRing* keys) {
    provision::Settings settings{
        .site_url = config.site.url,
        .is_datacenter = config.site.kind == config::SiteKind::DataCenter,
        .is_gateway = config.site.auth.needs_gateway() || config.site.api_url != config.site.url,
        .webhooks = wished_webhooks(config, keys),
        .allow_internal_api = config.provision.allow_internal_api,
        .kbot_address = kbot_address(config)};
    for (const auto& project : config.projects) {
        settings.projects.push_back(
            {.key = project.key,
             .portal = to_provision(project.access.portal),
             .channel = to_provision(project.access.channel),
             .takes_anonymous_requests = project.access.anonymous,
             .reminds_of_notifications =
                 project.access.notifications != config::Enforcement::Ignore}
        );
    }
    return settings;
}

base::seconds provision_interval(const config::Config& config) {
    return std::max(base::seconds{60}, config.site.poll_interval * 10);
}

}  // namespace connector
