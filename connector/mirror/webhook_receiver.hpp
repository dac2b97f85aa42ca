#pragma once

#include <optional>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "connector/mirror/intake.hpp"

namespace connector::mirror {

/// A webhook as it came over the wire.
struct Delivery {
    std::string_view raw_body;
    std::optional<std::string_view> signature;  ///< of the one X-Hub-Signature header
    std::string_view delivery_id;               ///< not signed: for the operator only
    std::optional<base::ProjectKey> project{};  ///< whose door it came by; nothing: the site's
};

/// Takes webhooks in: verify the bytes, then parse, then commit, then say yes. Thread-safe.
class WebhookReceiver {
public:
    WebhookReceiver(Intake& intake, DoorKeys keys);

    /// Success means that the hint is on disk, was there already, or concerns nothing of ours
    /// (SR-72). Unauthorized: not signed by Jira, or no such door; nothing is stored. Throws
    /// StoreUnavailable: to be answered 503, so that Jira tries again (SR-73). A signed body that
    /// makes no sense becomes a dead letter and a success: sending it again would not help.
    [[nodiscard]] base::Result<void> receive(const Delivery& delivery);

private:
    Intake& intake_;
    const DoorKeys keys_;
};

}  // namespace connector::mirror
