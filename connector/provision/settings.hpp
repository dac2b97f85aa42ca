#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/secret.hpp"

namespace connector::provision {

enum class Enforcement {
    Ensure,  ///< set it where that is possible, else tell how
    Verify,  ///< look, never write
    Ignore,
};

struct ProjectSettings {
    base::ProjectKey key;
    Enforcement portal = Enforcement::Verify;
    Enforcement channel = Enforcement::Verify;
    bool takes_anonymous_requests = false;
    /// Off: the operator has turned Jira's own mails to customers off, which no call tells.
    bool reminds_of_notifications = true;
};

/// A webhook of ours, as it is to stand on the site.
struct WebhookSettings {
    std::string subject{};  ///< the project that has one of its own; empty: for all the others
    std::string url;
    base::Secret secret{};
    /// Recognises the secret without knowing it: a part of its keyed hash.
    std::int64_t secret_mark = 0;
    std::vector<base::ProjectKey> projects{};
};

/// What must be true on the site.
struct Settings {
    std::string site_url;        ///< for links and the anonymous probe; no slash at the end
    bool is_datacenter = false;  ///< what the configuration says of the site
    bool is_gateway = false;     ///< calls go through api.atlassian.com, which lacks two of them
    std::vector<WebhookSettings> webhooks{};
    /// Undocumented calls of Jira may be made: channel access can be read, and set where `ensure`.
    bool allow_internal_api = false;
    std::optional<std::string> kbot_address{};
    std::vector<ProjectSettings> projects{};
};

/// The customer in whose name anonymous visitors' requests are raised. Found by address: names are
/// not unique.
inline constexpr const char* kKbotName = "Anonymous Kbot User";

}  // namespace connector::provision
