#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"

namespace connector::model {

/// A service level of a request.
struct Sla {
    /// A promise that is neither kept nor missed for good.
    struct Cycle {
        base::Time started;
        base::milliseconds goal{0};          ///< working time
        std::optional<base::Time> breaches;  ///< nothing: Jira does not say
        bool is_breached = false;
        bool is_paused = false;

        /// Jira tells of no breach by itself, so the clock is asked too.
        [[nodiscard]] bool is_late(base::Time now) const {
            return is_breached || (!is_paused && breaches && now >= *breaches);
        }

        friend bool operator==(const Cycle&, const Cycle&) = default;
    };

    std::string name;  ///< the administrators' word, not meant for customers
    std::optional<Cycle> ongoing{};
    int met = 0;     ///< cycles that ended in time
    int missed = 0;  ///< cycles that ended late

    friend bool operator==(const Sla&, const Sla&) = default;
};

}  // namespace connector::model
