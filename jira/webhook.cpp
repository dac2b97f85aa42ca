#include "jira/webhook.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "jira/json_fields.hpp"
#include "jira/json_pick.hpp"

namespace jira {
namespace {

constexpr std::string_view kMethod = "sha256=";

// All that is taken from a body.
constexpr std::string_view kEvent = "webhookEvent";
constexpr std::string_view kTimestamp = "timestamp";
constexpr std::string_view kIssueId = "issue.id";
constexpr std::string_view kProjectKey = "issue.fields.project.key";
constexpr std::string_view kCommentAddress = "comment.self";
constexpr std::array kPaths{kEvent, kTimestamp, kIssueId, kProjectKey, kCommentAddress};

tl::unexpected<base::Error> refuse(std::string reason) {
    return base::fail(base::ErrorKind::Unauthorized, "webhook signature: " + std::move(reason));
}

/// Data Center's comment events carry no issue; its id is in the comment's own address only:
/// ".../rest/api/2/issue/10013/comment/10082" (webhook-datacenter-comment_created.json).
std::optional<std::int64_t> issue_of_address(std::string_view address) {
    constexpr std::string_view kBefore = "/issue/";
    const std::size_t at = address.rfind(kBefore);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = address.substr(at + kBefore.size());
    const auto id = base::parse_int(rest.substr(0, rest.find('/')));
    if (!id || *id <= 0) return std::nullopt;
    return id;
}

std::optional<std::int64_t> issue_id(const Json& picked) {
    if (const auto id = id_member(picked, kIssueId)) return id;
    const auto address = text_member(picked, kCommentAddress);
    return address ? issue_of_address(*address) : std::nullopt;
}

std::optional<base::ProjectKey> project_of(const Json& picked) {
    auto key = line_member(picked, kProjectKey, 255);
    if (!key) return std::nullopt;
    return base::ProjectKey(*std::move(key));
}

std::optional<base::Time> sent_at(const Json& picked) {
    const auto millis = id_member(picked, kTimestamp);
    if (!millis) return std::nullopt;
    return base::from_millis(*millis);
}

}  // namespace

base::Result<void> verify_signature(
    std::optional<std::string_view> header,
    std::string_view raw_body,
    std::span<const base::Secret> secrets
) {
    if (!header) return refuse("missing or repeated");
    if (!header->starts_with(kMethod)) return refuse("not sha256");
    const auto claimed = base::from_hex(header->substr(kMethod.size()));
    if (!claimed) return refuse("malformed");

    // Every secret is tried, so that the time does not tell which one matched.
    bool is_genuine = false;
    for (const base::Secret& secret : secrets) {
        if (secret.empty()) continue;
        const base::Bytes32 expected =
            base::hmac_sha256(base::as_bytes(secret.reveal()), base::as_bytes(raw_body));
        is_genuine = base::equal_constant_time(expected, *claimed) || is_genuine;
    }
    if (!is_genuine) return refuse("does not match");
    return {};
}

base::Result<std::optional<WebhookHint>> parse_webhook(std::string_view raw_body) {
    const auto picked = pick_json(raw_body, kPaths);
    if (!picked) return base::fail(base::ErrorKind::Invalid, "webhook: " + picked.error().message);

    const auto event = text_member(*picked, kEvent);
    if (!event ||
        std::find(kWebhookEvents.begin(), kWebhookEvents.end(), *event) == kWebhookEvents.end()) {
        return std::nullopt;
    }
    const auto id = issue_id(*picked);
    if (!id) {
        return base::fail(
            base::ErrorKind::Invalid, "webhook: " + std::string(*event) + " without an issue id"
        );
    }
    return WebhookHint{
        .event = std::string(*event),
        .request = base::RequestId(*id),
        .project = project_of(*picked),
        .sent_at = sent_at(*picked)};
}

}  // namespace jira
