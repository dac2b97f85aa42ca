#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "connector/mirror/intake.hpp"

namespace connector::mirror {

/// A call of the action "Send web request" as it came over the wire.
struct AutomationCall {
    std::string_view raw_body;                  ///< may be empty when `issue` names the request
    std::optional<std::string_view> token;      ///< of the one header that carries the secret
    std::optional<std::string_view> issue;      ///< the id in the address: ?issue={{issue.id}}
    std::optional<base::ProjectKey> project{};  ///< whose door it came by; nothing: the site's
};

/// Takes hints from Jira automation rules, for sites where no webhook can be registered. Such a
/// call is not signed: a secret in a header vouches for it, and nothing in it is used but the id of
/// the request. It has no identifier either, and Jira does not repeat it: it counts as a repetition
/// when the same request with the same `updated` was told before. Thread-safe.
class AutomationReceiver {
public:
    AutomationReceiver(Intake& intake, DoorKeys keys, const base::Clock& clock);

    /// As WebhookReceiver::receive. Unauthorized: the secret is missing or wrong, or no such door;
    /// with no secret configured, always.
    [[nodiscard]] base::Result<void> receive(const AutomationCall& call);

private:
    [[nodiscard]] base::Bytes32 hash_of(base::RequestId request, std::string_view updated) const;

    Intake& intake_;
    const DoorKeys keys_;
    const base::Clock& clock_;
};

}  // namespace connector::mirror
