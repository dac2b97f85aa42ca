#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/store/database.hpp"
#include "connector/store/moves.hpp"
#include "jira/client.hpp"
#include "jira/transitions.hpp"

namespace connector::mirror {

/// Takes the steps that customers want taken with their requests: each was committed before the
/// page said so, and is tried until Jira answers. After an attempt whose outcome is unknown it
/// looks first: a request whose status is another one by now is left alone, whoever moved it
/// (SR-77). What was done is read again at once. Used by one worker thread.
class Moving {
public:
    Moving(
        store::Database& database,
        jira::Client& client,
        jira::Transitions& transitions,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_hint
    );

    /// One of them. True when there may be more to do at once.
    bool move_one();

private:
    using Claimed = store::Moves::Claimed;

    /// False: the request has moved on meanwhile.
    [[nodiscard]] base::Result<bool> is_still_wanted(const store::Moves::Move& move);
    [[nodiscard]] base::Result<void> tell_jira(const Claimed& claimed);
    void settle(const Claimed& claimed);
    void give_way(const Claimed& claimed, const base::Error& error);

    store::Database& database_;
    jira::Client& client_;
    jira::Transitions& transitions_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_hint_;
    base::Metrics::Counter done_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::mirror
