#include "connector/mirror/sync.hpp"

#include <utility>

#include "connector/store/inbox.hpp"
#include "connector/store/projects.hpp"
#include "connector/store/requests.hpp"
#include "jira/jql.hpp"

namespace connector::mirror {

Sync::Sync(std::vector<base::ProjectKey> projects, Parts parts, std::function<void()> wake)
    : projects_(std::move(projects)), parts_(parts), wake_(std::move(wake)) {}

base::Result<void> Sync::begin(Errand::Scope scope) {
    {
        const std::scoped_lock lock(mutex_);
        if (is_begun_ && !last_) {
            return base::fail(base::ErrorKind::Conflict, "a sync is under way already");
        }
        is_begun_ = true;
        last_.reset();
        scope_ = scope;
        begun_ = parts_.clock.now();
        before_ = {
            .requests = parts_.poll.found(),
            .changed = parts_.poll.changed() + parts_.reader.mirrored(),
            .calls = parts_.calls.calls()};
    }
    if (scope == Errand::Scope::Everything) {
        // The comparison waits for projects that were not read: else it would begin before the poll
        // has heard, and look up one by one what is about to be read by the hundred.
        parts_.database.write([&](store::Connection& connection) {
            for (const auto& key : projects_) store::Projects(connection).forget(key);
        });
        parts_.reconcile.errand().ask(scope);
    }
    parts_.poll.errand().ask(scope);
    wake_();
    const auto expected = count_to_read(scope);
    const std::scoped_lock lock(mutex_);
    before_.expected = expected;
    return {};
}

std::optional<std::int64_t> Sync::count_to_read(Errand::Scope scope) {
    std::vector<base::ProjectKey> unread;
    parts_.database.read([&](store::Connection& connection) {
        for (const auto& key : projects_) {
            const auto progress = store::Projects(connection).find(key);
            const bool is_read = progress && progress->is_read_once;
            if (scope == Errand::Scope::Everything || !is_read) unread.push_back(key);
        }
    });
    if (unread.empty()) return std::nullopt;
    const auto count = parts_.client.count(jira::projects_jql(unread));
    return count ? std::optional(*count) : std::nullopt;
}

void Sync::look_at_parts(Progress& now) const {
    const auto poll = parts_.poll.errand().state();
    const auto reconcile =
        scope_ == Errand::Scope::Everything ? parts_.reconcile.errand().state() : Errand::State{};
    std::int64_t untried = 0;
    parts_.database.read([&](store::Connection& connection) {
        store::Inbox inbox(connection);
        for (const char* event : {Poll::kHint, Reconcile::kHint}) {
            now.unread += inbox.count_waiting(event);
            untried += inbox.count_untried(event);
        }
        now.withdrawn = store::Requests(connection).count_withdrawn(begun_);
    });
    now.error = poll.error ? poll.error : reconcile.error;
    if (now.error) {
        now.stage = Stage::Failed;
    } else if (poll.is_open) {
        now.stage = Stage::Reading;
    } else if (reconcile.is_open) {
        now.stage = Stage::Comparing;
    } else {
        now.stage = untried > 0 ? Stage::LookingUp : Stage::Done;
    }
}

Sync::Progress Sync::look() {
    const std::scoped_lock lock(mutex_);
    if (!is_begun_) return {};
    if (last_) return *last_;
    Progress now;
    look_at_parts(now);
    now.requests = parts_.poll.found() - before_.requests;
    now.changed = parts_.poll.changed() + parts_.reader.mirrored() - before_.changed;
    now.calls = parts_.calls.calls() - before_.calls;
    now.took = parts_.clock.now() - begun_;
    now.expected = before_.expected;
    now.calls_left = parts_.calls.left();
    if (now.stage == Stage::Done || now.stage == Stage::Failed) last_ = now;
    return now;
}

}  // namespace connector::mirror
