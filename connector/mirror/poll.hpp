#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/mirror/authorship.hpp"
#include "connector/mirror/errand.hpp"
#include "connector/mirror/projection.hpp"
#include "connector/mirror/walk.hpp"
#include "connector/notify/outbox.hpp"
#include "connector/store/database.hpp"
#include "connector/store/projects.hpp"
#include "jira/client.hpp"

namespace connector::mirror {

struct PollSettings {
    std::vector<base::ProjectKey> projects{};
    base::seconds interval{60};
};

/// Asks the site what changed, so that nothing depends on a webhook that may be lost (SR-74), and
/// reads each project once from end to end when it is new here (the backfill).
///
/// **What is asked.** One query for all projects that were read once, every `interval` and at every
/// start; an idle site costs that one call. A project that is new here has a walk of its own, page
/// after page from its oldest change on, while the polls of the others go on in between.
///
/// **What becomes of a page.** One transaction saves it and moves the cursor. A request that is
/// newer in Jira and came with all its comments is projected as if a webhook had told of it, under
/// the same keys, so that one change is one mail whoever finds it first (notify/outbox.hpp has what
/// is news, and why a first read mails nobody). What the mirror has already is left alone. What a
/// page cannot tell whole becomes a hint in the inbox, and the reader looks: a long thread, an
/// answer that made no sense, and a request that was withdrawn here, since a search shows deleted
/// ones for a while. A page that holds a request which cannot be projected (a bug of ours) becomes
/// hints as a whole, so that the one ends as a dead letter and holds up nobody.
///
/// **The cursor** says up to when all changes are mirrored. A walk that has ended sets it to the
/// time when it was begun, by our clock, and the next query asks for so many minutes back
/// (jira/jql.hpp): a clock that is wrong does no harm as long as it is wrong by the same. On the
/// way, each page moves it to Jira's stamps on it, so that a walk that was cut short goes on there.
/// Each query reaches back five minutes more than that: for the search index, which lags behind,
/// for clocks, and since JQL knows only minutes.
///
/// **What is believed.** A search without a valid credential finds nothing, with status 200. So a
/// walk that ends on an empty page moves no cursor until `myself` has answered, which is asked
/// every ten minutes at most; until then the next query just reaches further back.
///
/// **What it does not do**: find what was deleted, or what Jira changed without a new stamp, or
/// what slipped through if Jira's tokens should count rows instead of marking a place. That is for
/// the comparison of all requests (reconcile.hpp).
///
/// Used by one worker thread, beside the reader; both write through the projection, where the
/// newest read wins. `clock` is the machine's: it may be set back, and a poll is due then.
class Poll {
public:
    Poll(
        PollSettings settings,
        store::Database& database,
        jira::Client& client,
        Authorship& authorship,
        Projection& projection,
        notify::Outbox& outbox,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        std::function<void()> on_hint
    );

    /// What `connector inbox list` shows for the event.
    static constexpr const char* kHint = "poll";

    /// One page at most. True when there may be more to do at once. The projects have to be watched
    /// (`store::Projects::watch`).
    bool work_some();

    /// To have it at once. `Everything` reads all projects again from end to end, and projects what
    /// the mirror seems to have already.
    [[nodiscard]] Errand& errand() { return errand_; }

    // Since the start; from any thread.

    [[nodiscard]] std::int64_t found() const { return found_; }

    [[nodiscard]] std::int64_t changed() const { return changed_; }

private:
    struct Saved {
        int applied = 0;
        int known = 0;
        int hinted = 0;
    };

    void load();
    void take_errand();
    void answer_errand();
    [[nodiscard]] bool is_due(base::Time now) const;
    [[nodiscard]] bool is_inbox_full(base::Time now);
    void begin_changes(base::Time now);
    void begin_first_read(base::Time now);
    void step(std::optional<Walk>& walk);
    /// Whether an empty page means that there is nothing.
    [[nodiscard]] base::Result<bool> is_emptiness_proven(bool is_first_read);
    enum class Way { Project, Hint };

    [[nodiscard]] Saved save(const Walk& walk, const jira::SearchPage& page, bool is_complete);
    [[nodiscard]] Saved save(
        const Walk& walk, const jira::SearchPage& page, bool is_complete, Way way
    );
    void take(
        store::Connection& connection, const jira::FoundRequest& found, Way way, Saved& saved
    );
    void report(const Walk& walk, const Saved& saved);
    void finish(std::optional<Walk>& walk, bool is_complete);
    void fail(std::optional<Walk>& walk, const base::Error& error);
    void publish_lag(base::Time now) const;

    const PollSettings settings_;
    store::Database& database_;
    jira::Client& client_;
    Authorship& authorship_;
    Projection& projection_;
    notify::Outbox& outbox_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_hint_;

    Errand errand_;
    std::atomic<std::int64_t> found_ = 0;
    std::atomic<std::int64_t> changed_ = 0;
    bool is_asked_ = false;
    /// Everything is read again, since then.
    std::optional<base::Time> rereading_since_;

    bool is_loaded_ = false;
    std::deque<base::ProjectKey> unread_;  ///< those not read once, the next in front
    /// Up to when each project is mirrored; before the first read, since when it should be.
    std::map<base::ProjectKey, base::Time> mirrored_until_;
    std::optional<Walk> changes_;
    std::optional<Walk> first_read_;
    std::optional<base::Time> last_begun_;
    std::optional<base::Time> proven_at_;
    std::optional<base::Time> failed_at_;
    base::seconds pause_{0};  ///< after `failed_at_`
    int failures_ = 0;        ///< in a row

    base::Metrics::Gauge lag_;
    base::Metrics::Gauge succeeded_;
    base::Metrics::Counter calls_ok_;
    base::Metrics::Counter calls_failed_;
    base::Metrics::Counter applied_;
    base::Metrics::Counter known_;
    base::Metrics::Counter hinted_;
};

}  // namespace connector::mirror
