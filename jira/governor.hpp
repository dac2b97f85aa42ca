#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/random.hpp"
#include "jira/call_budget.hpp"
#include "jira/urgency.hpp"

namespace jira {

/// Remembers when Jira wants to be called again (429, or 503 with a time) and for which calls
/// (SR-76). The wait is what Jira named, times 1.0 to 1.3 so that replicas don't return together;
/// without a name 2 s, doubling up to 60 s.
///
/// * A limit on writes to one issue or on one endpoint leaves the other calls alone.
/// * A quota stops everything but a customer's reply, which is tried once a minute: what is used up
///   may have been filled up, or be another pool.
/// * While less than a fifth is left, as answers tell, background work waits: until the quota's
///   full hour, or for 10 s when it is a bucket that fills up by itself.
/// * Between two answers the calls that are left are counted here (call_budget.hpp): no more go
/// than
///   Jira said, until it fills them up.
/// * A refused credential (401) is not shown to that endpoint again for a minute, doubling up to a
///   quarter of an hour: Jira locks accounts with a CAPTCHA after some of them. Another credential
///   may go at once.
///
/// Thread-safe.
class Governor {
public:
    explicit Governor(base::Random& random) : random_(random) {}

    struct Wait {
        base::seconds time{};
        bool is_for_credential = false;  ///< the credential was refused, and no limit is meant
    };

    /// How long this request must still wait; nothing when it may go.
    [[nodiscard]] std::optional<Wait> wait_before(
        const base::HttpRequest& request, Urgency urgency, base::Time now
    ) const;

    /// The same, and when it may go it is one of those under way, until `end` or `take_back`.
    [[nodiscard]] std::optional<Wait> begin(
        const base::HttpRequest& request, Urgency urgency, base::Time now
    );
    void end();
    /// It was not sent after all.
    void take_back();

    /// Learns from an answer, before its call is ended. Returns the wait it imposes, for the log.
    std::optional<Wait> learn(
        const base::HttpRequest& request,
        Urgency urgency,
        const base::HttpResponse& answer,
        base::Time now
    );

    /// For the operator.
    struct View {
        /// Until then everything waits, or everything but replies.
        std::optional<base::Time> paused_until{};
        /// Until then background work waits.
        std::optional<base::Time> low_until{};
        std::optional<std::int64_t> remaining{};  ///< as told last
    };

    [[nodiscard]] View view(base::Time now) const;

private:
    struct Pause {
        base::Time until;
        int unnamed = 0;  ///< answers in a row that named no time
        bool is_for_credential = false;
    };

    [[nodiscard]] std::optional<Wait> look(
        const base::HttpRequest& request, Urgency urgency, base::Time now
    ) const;
    base::seconds pause(const std::string& key, std::optional<base::seconds> named, base::Time now);
    void pause_credential(const base::HttpRequest& request, base::Time now);
    void note_allowance(const base::HttpResponse& answer, base::Time now);
    void forgive(const base::HttpRequest& request, Urgency urgency, base::Time now);
    [[nodiscard]] base::milliseconds with_jitter(base::seconds wait);

    base::Random& random_;
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::map<std::string, Pause> pauses_;  ///< by whom they concern
    base::Time low_until_{};
    std::optional<std::int64_t> remaining_;
    CallBudget budget_;
};

}  // namespace jira
