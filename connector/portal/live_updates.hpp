#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/worker.hpp"
#include "connector/access/guests.hpp"
#include "connector/access/policy.hpp"
#include "connector/access/sessions.hpp"
#include "connector/portal/followers.hpp"
#include "connector/portal/visitors.hpp"
#include "connector/store/changes.hpp"
#include "connector/store/database.hpp"

namespace connector::portal {

/// Tells open pages that something changed, and never what: an event has a number, a word and the
/// request's key, and the page then asks for itself, as any page does. Who is told is policy's to
/// say, anew for every event and follower (SR-50, SR-52).
///
///   request   SUP-7 changed. Its number is the event's id, by which a page comes back after a gap.
///   refresh   too much changed meanwhile to name it
///   over      nobody is signed in here any more; the stream ends (SR-43)
///   replaced  the same browser has opened more streams than it gets; the oldest ends
///
/// One thread works: woken by the store after each commit, whoever made it, it reads what changed
/// since last time, once for all followers. Sessions that ended close their streams at the same
/// moment; those that ran out, and whatever a clock or a directory changes, within `kLookEvery`.
///
/// `open` may be called from any thread; `work` by one.
class LiveUpdates {
public:
    static constexpr base::seconds kLookEvery{10};
    /// How many changes anywhere a page that comes back is told one by one. They are looked at on
    /// an I/O thread, and beyond that to ask for the page is cheaper for all.
    static constexpr int kMostReplayed = 32;

    LiveUpdates(
        store::Database& database,
        const access::Sessions& sessions,
        const access::Guests& guests,
        const base::Clock& clock,
        base::Random& random,
        base::Metrics& metrics
    );

    /// For who is signed in, or holds something. `after`: the number that the page has seen last.
    /// The stream goes on for as long as somebody else holds it; waits.
    [[nodiscard]] std::shared_ptr<http::EventStream> open(
        const PortalProject& project,
        const Visitor& visitor,
        const std::string& client,
        std::optional<std::int64_t> after
    );

    /// Tells what there is to tell. When to call it again.
    base::Next work();

    [[nodiscard]] std::size_t followers() const { return followers_->size(); }

private:
    /// Of one snapshot: each owner is looked at once, however many events and windows there are.
    class Look;

    [[nodiscard]] static FollowKeys keys_of(
        const access::Subject& subject, const Follower& follower
    );
    void tell_changes(store::Connection& connection);
    void tell(store::Connection& connection, Look& look, const store::Changes::Change& change);
    void look_at_all(store::Connection& connection);
    void catch_up(
        const Follower& follower, http::EventStream& stream, std::optional<std::int64_t> after
    );
    void send(http::EventStream& stream, const std::string& event) const;
    void end(const Follower& follower, std::string_view reason);

    store::Database& database_;
    const access::Sessions& sessions_;
    const access::Guests& guests_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Metrics::Counter events_sent_;
    /// Shared with streams, the last of which may end after this.
    const std::shared_ptr<Followers> followers_ = std::make_shared<Followers>();

    // Used by `work` only.
    store::Changes::Heads seen_;
    base::Time looked_at_{};
    bool is_pausing_ = false;
};

}  // namespace connector::portal
