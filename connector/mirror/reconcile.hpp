#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/mirror/errand.hpp"
#include "connector/mirror/walk.hpp"
#include "connector/store/database.hpp"
#include "jira/client.hpp"

namespace connector::mirror {

struct ReconcileSettings {
    std::vector<base::ProjectKey> projects{};
    base::seconds interval{std::chrono::hours{24}};
};

/// Compares the mirror with all that Jira shows, so that what no webhook and no poll told of comes
/// right: requests that were deleted, moved away, restricted or are no requests any more, and
/// changes that slipped through (SR-74). Once an interval, and some minutes after a start when that
/// is over; a restart does not repeat it. One call a thousand requests.
///
/// **It only points.** Jira's search is an index that lags behind, and shows an anonymous caller
/// nothing with status 200. So whatever differs becomes a hint in the inbox, and the reader asks
/// for it by its id, which tells what is gone (jira/client.hpp). A request that the search does not
/// show is not even hinted before `myself` has answered, after the page that lacks it.
///
/// **What differs**: shown there, and missing or withdrawn here, or older here; visible here, and
/// not shown there.
///
/// **The order.** Both sides are walked by rising id, project by project, a page at a time: memory
/// does not grow with the number of requests. Where Jira's order is another (it may go by the
/// number in the key, and a request that was moved here has a low id and a high number), a request
/// is looked up without need, and nothing else is wrong.
///
/// **The bound**: no more than `kMostWaiting` of its hints wait at a time, tried or not; it goes on
/// when the reader has worked them off. A place in a round lives in memory: a round that a stop or
/// a refusal cut short begins again.
///
/// Projects that were not read once yet are left to the poll. Used by one worker thread; `clock` is
/// the machine's.
class Reconcile {
public:
    static constexpr std::int64_t kMostWaiting = 200;
    /// What `store::Facts` calls the begin of the last round that came to its end.
    static constexpr const char* kFact = "reconciled_at";
    /// What `connector inbox list` shows for the event.
    static constexpr const char* kHint = "reconcile";
    static constexpr std::chrono::minutes kAfterStart{5};

    Reconcile(
        ReconcileSettings settings,
        store::Database& database,
        jira::Client& client,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_hint
    );

    /// A page, or a part of one, at most. True when there may be more to do at once.
    bool work_some();

    /// To have it at once, when all projects have been read; every scope is all.
    [[nodiscard]] Errand& errand() { return errand_; }

private:
    struct Figures {
        std::size_t shown = 0;     ///< requests that Jira showed
        std::int64_t missing = 0;  ///< of them, those not visible here
        std::int64_t newer = 0;
        std::int64_t absent = 0;  ///< visible here, not shown there
    };

    /// Where a round is. `walk` is that of the first project.
    struct Round {
        base::Time begun;
        std::deque<base::ProjectKey> projects{};
        std::optional<Walk> walk{};
        Figures figures{};

        // The page in hand.
        bool has_page = false;
        std::vector<jira::ListedRequest> requests{};
        std::set<base::RequestId> shown{};
        std::size_t compared = 0;  ///< of `requests`
        base::RequestId swept{};   ///< of the mirror's, all up to here are compared
        base::RequestId last{};    ///< of those that the page speaks of
        bool is_proven = false;    ///< Jira has said who we are since it gave this page
    };

    [[nodiscard]] bool is_due(base::Time now);
    [[nodiscard]] std::deque<base::ProjectKey> projects_read_once();
    [[nodiscard]] bool begin(base::Time now);
    [[nodiscard]] std::int64_t room_for_hints();
    [[nodiscard]] bool is_reader_at_it();
    void step(std::int64_t room);
    [[nodiscard]] base::Result<void> fetch();
    /// Looks for requests of the page that are missing here, or older.
    void compare(std::int64_t room);
    /// Looks for requests here that the page should show and does not.
    [[nodiscard]] base::Result<void> sweep(std::int64_t room);
    void hint(const std::vector<base::RequestId>& ids);
    void leave_page();
    void finish();
    void fail(const base::Error& error);

    const ReconcileSettings settings_;
    store::Database& database_;
    jira::Client& client_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_hint_;
    const base::Time started_;
    Errand errand_;

    bool is_asked_ = false;
    std::optional<Round> round_;
    std::optional<base::Time> failed_at_;
    base::milliseconds pause_{0};  ///< after `failed_at_`
    int failures_ = 0;             ///< in a row

    base::Metrics::Gauge succeeded_;
    base::Metrics::Counter calls_ok_;
    base::Metrics::Counter calls_failed_;
    base::Metrics::Counter missing_;
    base::Metrics::Counter newer_;
    base::Metrics::Counter absent_;
};

}  // namespace connector::mirror
