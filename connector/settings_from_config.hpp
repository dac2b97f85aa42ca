#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/links.hpp"
#include "connector/access/newcomers.hpp"
#include "connector/http/outbound.hpp"
#include "connector/http/server.hpp"
#include "connector/mirror/directory.hpp"
#include "connector/mirror/intake.hpp"
#include "connector/mirror/poll.hpp"
#include "connector/mirror/reconcile.hpp"
#include "connector/notify/outbox.hpp"
#include "connector/notify/sender.hpp"
#include "connector/portal/settings.hpp"
#include "connector/provision/settings.hpp"
#include "jira/auth.hpp"
#include "jira/caller.hpp"
#include "mailer/smtp_client.hpp"

/// What each part is told of the configuration, in the part's own words: no room but this one knows
/// `config::Config`. Pure functions.
namespace connector {

/// "https://acme.atlassian.net" of a canonical URL.
[[nodiscard]] std::string origin_of(const std::string& url);
/// Beside the store: what customers sent, until Jira has it.
[[nodiscard]] std::filesystem::path uploads_folder(const config::Config& config);
[[nodiscard]] std::set<base::ProjectKey> project_keys(const config::Config& config);
[[nodiscard]] mirror::PollSettings poll_settings(const config::Config& config);
[[nodiscard]] mirror::ReconcileSettings reconcile_settings(const config::Config& config);
[[nodiscard]] mirror::DirectorySettings directory_settings(const config::Config& config);
[[nodiscard]] access::NewcomerRules newcomer_rules(const config::Config& config);
[[nodiscard]] std::map<base::ProjectKey, access::LinkRules> link_rules(const config::Config& config
);
[[nodiscard]] notify::Outbox::Rules mail_rules(const config::Config& config);
/// Throws std::runtime_error when a sender's address is none; the configuration was checked.
[[nodiscard]] notify::SenderSettings sender_settings(const config::Config& config);
[[nodiscard]] mailer::SmtpSettings smtp_settings(const config::Config& config);

[[nodiscard]] portal::PortalSettings portal_settings(const config::Config& config);
/// `clock` outlives the server.
[[nodiscard]] http::ServerSettings public_listener(
    const config::Config& config, const base::Clock& clock
);
[[nodiscard]] http::ServerSettings admin_listener(
    const config::Config& config, const base::Clock& clock
);

/// The way to the site: the origins that calls may go to, all of them for this credential, and what
/// lies in between.
[[nodiscard]] http::OutboundSettings site_outbound(const config::Config& config);
/// The same for what is asked without a credential.
[[nodiscard]] http::OutboundSettings visitors_outbound(const config::Config& config);
/// Throws std::runtime_error for a credential that cannot be one. Nothing with oauth2.
[[nodiscard]] std::optional<base::Secret> site_authorization(const config::Config& config);
/// Calls are made out to the site, without a credential: site_way.hpp knows where they really go.
[[nodiscard]] jira::RestSettings rest_settings(const config::Config& config);
/// The customer's of `site.replies`, which the configuration has, with its credential: it goes to
/// the site, whatever door the other one takes. Throws likewise.
[[nodiscard]] jira::RestSettings reply_settings(const config::Config& config);
[[nodiscard]] std::optional<base::AccountId> reply_account(const config::Config& config);
[[nodiscard]] mirror::DoorKeys webhook_keys(const config::Config& config);
[[nodiscard]] mirror::DoorKeys automation_keys(const config::Config& config);

[[nodiscard]] std::optional<std::string> kbot_address(const config::Config& config);
/// Without keys (they can't be read, and `doctor` says so) no registered secret is recognised.
[[nodiscard]] provision::Settings provision_settings(
    const config::Config& config, const access::KeyRing* keys
);
/// Ten times the poll's: settings change by people's hands. At least a minute.
[[nodiscard]] base::seconds provision_interval(const config::Config& config);

}  // namespace connector
