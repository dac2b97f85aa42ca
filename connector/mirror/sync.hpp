#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connector/mirror/poll.hpp"
#include "connector/mirror/reader.hpp"
#include "connector/mirror/reconcile.hpp"
#include "connector/store/database.hpp"
#include "jira/call_meter.hpp"
#include "jira/client.hpp"

namespace connector::mirror {

/// A round that an operator asked for: a poll at once, or with `Errand::Scope::Everything` a read
/// of all projects again and a comparison after it. This only asks the parts and tells how far they
/// are; whoever runs them goes on running them. Their figures are of all that happened meanwhile.
/// Thread-safe.
class Sync {
public:
    struct Parts {
        store::Database& database;
        jira::Client& client;
        const jira::CallMeter& calls;
        Poll& poll;
        Reconcile& reconcile;
        Reader& reader;
        /// Of the mirror: withdrawals carry its stamps.
        const base::Clock& clock;
    };

    enum class Stage {
        Idle,       ///< nobody has asked
        Reading,    ///< the poll is at it
        Comparing,  ///< the comparison is
        LookingUp,  ///< what they could not tell is read by its id
        Done,
        Failed,
    };

    struct Progress {
        Stage stage = Stage::Idle;
        std::int64_t requests = 0;  ///< that searches showed
        std::int64_t changed = 0;
        std::int64_t withdrawn = 0;
        std::int64_t unread = 0;  ///< to be looked up, and not read so far
        std::int64_t calls = 0;
        base::milliseconds took{0};
        std::optional<std::int64_t> expected{};    ///< about so many requests in all
        std::optional<std::int64_t> calls_left{};  ///< as Jira says
        std::optional<base::Error> error{};        ///< with Failed
    };

    /// `wake`: what was asked is to be done now.
    Sync(std::vector<base::ProjectKey> projects, Parts parts, std::function<void()> wake);

    /// Conflict: one is under way.
    [[nodiscard]] base::Result<void> begin(Errand::Scope scope);
    [[nodiscard]] Progress look();

private:
    void look_at_parts(Progress& now) const;
    [[nodiscard]] std::optional<std::int64_t> count_to_read(Errand::Scope scope);

    const std::vector<base::ProjectKey> projects_;
    const Parts parts_;
    const std::function<void()> wake_;

    std::mutex mutex_;
    // Guarded by mutex_, which is not held while Jira is asked.
    bool is_begun_ = false;
    base::Time begun_;
    /// As it was at the begin; at the end, what it was then.
    Errand::Scope scope_ = Errand::Scope::Changes;
    Progress before_;
    std::optional<Progress> last_;
};

}  // namespace connector::mirror
