#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/store/database.hpp"
#include "connector/store/takeovers.hpp"
#include "jira/site_admin.hpp"

namespace connector::mirror {

/// Makes a guest's request that of the contact who has proven to be behind it: in Jira, where it
/// has been the Anonymous Kbot User's. The contact becomes its reporter, or, where our account may
/// not change reporters, a participant, who may do as much. From then on no browser holds the
/// request, and no reference code leads to it. Rights follow when it is read again, which happens
/// at once. Used by one worker thread.
class Takeover {
public:
    Takeover(
        store::Database& database,
        jira::SiteAdmin& site,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_hint
    );

    /// One request. True when there may be more to do at once.
    bool take_one();

private:
    using Claimed = store::Takeovers::Claimed;

    [[nodiscard]] base::Result<void> tell_jira(const Claimed& claimed);
    void settle(const Claimed& claimed);
    void give_way(const Claimed& claimed, const base::Error& error);
    void give_up(const Claimed& claimed, const base::Error& error);

    store::Database& database_;
    jira::SiteAdmin& site_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_hint_;
    base::Metrics::Counter done_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::mirror
