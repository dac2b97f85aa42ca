#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace jira {

/// The events that concern a request, and those that a webhook of ours is registered for
/// (developer.atlassian.com/cloud/jira/platform/webhooks).
inline constexpr std::array<std::string_view, 6> kWebhookEvents{
    "jira:issue_created",
    "jira:issue_updated",
    "jira:issue_deleted",
    "comment_created",
    "comment_updated",
    "comment_deleted"};

/// A delivery says "look at this request again" and nothing more: its content never reaches the
/// mirror (payloads are slim, unordered, repeated, and their `jsdPublic` has been wrong).
struct WebhookHint {
    std::string event;  ///< "comment_created"; an open set
    base::RequestId request;
    std::optional<base::ProjectKey> project;  ///< absent in Data Center's comment events
    std::optional<base::Time> sent_at;
};

/// Checks `X-Hub-Signature` ("sha256=HEX", HMAC over the raw bytes, as Atlassian documents) against
/// every secret in force, in constant time. `header` is the value of the one such header; absent,
/// repeated, another method or malformed is Unauthorized. Call before any parsing (SR-70).
[[nodiscard]] base::Result<void> verify_signature(
    std::optional<std::string_view> header,
    std::string_view raw_body,
    std::span<const base::Secret> secrets
);

/// What a verified body is about. Nothing: an event that concerns no request (attachment, user,
/// version...). Invalid: not JSON, too deep, or an event of ours without an issue id.
[[nodiscard]] base::Result<std::optional<WebhookHint>> parse_webhook(std::string_view raw_body);

}  // namespace jira
