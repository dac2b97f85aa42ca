#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "connector/store/database.hpp"

namespace connector::mirror {

/// Which secrets open which door. A hint comes to the site's door or to that of one project, so
/// that who may send hints for one project need not hold the secret of all.
struct DoorKeys {
    std::vector<base::Secret> site{};
    /// Every project that has a door; one without secrets of its own is opened by the site's.
    std::map<base::ProjectKey, std::vector<base::Secret>> projects{};
};

/// Those that open the site's door (`project` is nothing) or a project's. None: there is no such
/// door, and nothing opens it.
[[nodiscard]] std::span<const base::Secret> keys_of(
    const DoorKeys& keys, const std::optional<base::ProjectKey>& project
);

/// Puts verified hints into the inbox, whatever brought them, and rings for the reader.
/// Thread-safe.
class Intake {
public:
    struct Hint {
        std::string event;
        base::RequestId request;
        std::optional<base::ProjectKey> project;  ///< where the sender says the request is
    };

    struct Letter {
        std::optional<base::ProjectKey> door{};  ///< the project whose door it came by
        base::Result<std::optional<Hint>> hint;  ///< nothing: it concerns no request
        base::Bytes32 hash{};            ///< what came with this hash before is a repetition
        std::string_view delivery_id{};  ///< for the operator only
    };

    /// `name` is what it is called in the log; `metric` counts letters by outcome.
    Intake(
        std::string_view name,
        std::string_view metric,
        store::Database& database,
        std::set<base::ProjectKey> projects,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_hint
    );

    /// When it returns, the hint is on disk, was there already, or concerns nothing of ours
    /// (SR-72): another project than the configured ones, or than the door's. A letter that makes
    /// no sense becomes a dead letter. Throws StoreUnavailable.
    void take(const Letter& letter);

    /// Counts a letter that nobody vouched for; nothing of it is kept.
    void refuse(std::string_view reason);

private:
    [[nodiscard]] bool concerns_us(const Hint& hint, const Letter& letter) const;

    const std::string name_;
    store::Database& database_;
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
