#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/random.hpp"

namespace jira {

/// Remembers when Jira wants to be called again (429, or 503 with a time) and for which calls: a
/// limit on writes to one issue or on one endpoint leaves the others alone, a quota stops the site
/// (SR-76). The wait is what Jira named, times 1.0 to 1.3 so that replicas don't return together;
/// without a name 2 s, doubling up to 60 s. Thread-safe.
class Governor {
public:
    explicit Governor(base::Random& random) : random_(random) {}

    /// How long this request must still wait; nothing when it may go.
    [[nodiscard]] std::optional<base::seconds> wait_before(
        const base::HttpRequest& request, base::Time now
    ) const;

    /// Learns from an answer. Returns the wait it imposes, for the log.
    std::optional<base::seconds> learn(
        const base::HttpRequest& request, const base::HttpResponse& answer, base::Time now
    );

private:
    struct Pause {
        base::Time until;
        int unnamed = 0;  ///< answers in a row that named no time
    };

    [[nodiscard]] base::milliseconds with_jitter(base::seconds wait);
    void forgive(const base::HttpRequest& request, base::Time now);

    base::Random& random_;
    mutable std::mutex mutex_;
    std::map<std::string, Pause> pauses_;  ///< by scope; guarded by mutex_
};

}  // namespace jira
