#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "connector/store/database.hpp"
#include "jira/webhook.hpp"

namespace connector::mirror {

/// A webhook as it came over the wire.
struct Delivery {
    std::string_view raw_body;
    std::optional<std::string_view> signature;  ///< of the one X-Hub-Signature header
    std::string_view delivery_id;               ///< not signed: for the operator only
};

/// Takes webhooks in: verify the bytes, then parse, then commit, then say yes. Thread-safe.
class WebhookReceiver {
public:
    WebhookReceiver(
        store::Database& database,
        std::vector<base::Secret> secrets,
        std::set<base::ProjectKey> projects,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_hint
    );

    /// Success means that the hint is on disk, was there already, or concerns nothing of ours
    /// (SR-72). Unauthorized: not signed by Jira, nothing is stored. Throws StoreUnavailable: to be
    /// answered 503, so that Jira tries again (SR-73). A signed body that makes no sense becomes a
    /// dead letter and a success: sending it again would not help.
    [[nodiscard]] base::Result<void> receive(const Delivery& delivery);

private:
    [[nodiscard]] bool concerns_us(const jira::WebhookHint& hint) const;

    store::Database& database_;
    const std::vector<base::Secret> secrets_;
    const std::set<base::ProjectKey> projects_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_hint_;
    base::Metrics::Counter accepted_;
    base::Metrics::Counter repeated_;
    base::Metrics::Counter ignored_;
    base::Metrics::Counter dead_;
    base::Metrics::Counter unsigned_;
};

}  // namespace connector::mirror
