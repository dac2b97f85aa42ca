#include "connector/mirror/poll.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/service_unavailable.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/requests.hpp"
#include "jira/jql.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kOverlap{5};
constexpr minutes kProofAge{10};
constexpr seconds kFirstPause{5};
/// Two rounds of the reader: a first read must not put its hints in front of webhooks by the
/// thousand.
constexpr std::int64_t kFullInbox = 200;

/// So many minutes back; a cursor that seems to be in the future is as far away.
minutes window_of(base::Time now, base::Time cursor) {
    return std::chrono::ceil<minutes>(std::chrono::abs(now - cursor)) + kOverlap;
}

/// The same state of the same request is one hint, however often a page shows it.
store::Inbox::Delivery hint_of(base::RequestId id, std::int64_t stamp) {
    const std::string name = fmt::format("poll:{}:{}", id.value(), stamp);
    return {.body_hash = base::sha256(base::as_bytes(name)), .event = Poll::kHint, .request = id};
}

bool is_passing(ErrorKind kind) {
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Limited;
}

}  // namespace

Poll::Poll(
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
)
    : settings_(std::move(settings)),
      database_(database),
      client_(client),
      authorship_(authorship),
      projection_(projection),
      outbox_(outbox),
      clock_(clock),
      log_(log),
      on_hint_(std::move(on_hint)),
      lag_(metrics.gauge(
          "connector_poll_lag_seconds", "What changed longer ago than that is mirrored."
      )),
      succeeded_(metrics.gauge(
          "connector_poll_succeeded_timestamp_seconds",
          "When a poll or a first read last came to its end; 0: never since the start."
      )) {
    const auto calls = [&](const char* outcome) {
        return metrics.counter(
            "connector_poll_calls_total", "Searches sent to Jira.", {{"outcome", outcome}}
        );
    };
    const auto requests = [&](const char* outcome) {
        return metrics.counter(
            "connector_poll_requests_total",
            "Requests that polls and first reads found.",
            {{"outcome", outcome}}
        );
    };
    calls_ok_ = calls("ok");
    calls_failed_ = calls("failed");
    applied_ = requests("applied");
    known_ = requests("known");
    hinted_ = requests("hinted");
}

bool Poll::work_some() {
    take_errand();
    if (!is_loaded_) load();
    const base::Time now = clock_.now();
    publish_lag(now);
    const bool is_paused = failed_at_ && now >= *failed_at_ && now < *failed_at_ + pause_;
    if (is_paused) return false;
    if (!changes_ && is_due(now)) begin_changes(now);
    if (changes_) {
        step(changes_);
        return true;
    }
    if (!first_read_) begin_first_read(now);
    if (!first_read_) {
        answer_errand();
        return false;
    }
    if (is_inbox_full(now)) return false;
    step(first_read_);
    return true;
}

void Poll::take_errand() {
    const auto scope = errand_.take();
    if (!scope) return;
    is_asked_ = true;
    // A walk under way may have passed what was changed since.
    changes_.reset();
    last_begun_.reset();
    failed_at_.reset();
    if (*scope == Errand::Scope::Changes) return;
    // Here, too: a page of the walk under way may have been saved since it was asked.
    database_.write([&](store::Connection& connection) {
        for (const auto& key : settings_.projects) store::Projects(connection).forget(key);
    });
    first_read_.reset();
    is_loaded_ = false;
    rereading_since_ = clock_.now();
}

void Poll::answer_errand() {
    rereading_since_.reset();
    if (std::exchange(is_asked_, false)) errand_.finish();
}

void Poll::load() {
    database_.read([this](store::Connection& connection) {
        unread_.clear();
        for (const base::ProjectKey& key : settings_.projects) {
            const auto progress = store::Projects(connection).find(key);
            if (!progress) throw std::logic_error("a project to poll that is not watched");
            const bool is_read = progress->is_read_once && progress->cursor;
            mirrored_until_[key] = is_read ? progress->cursor->at : progress->watched_since;
            if (!is_read) unread_.push_back(key);
        }
    });
    is_loaded_ = true;
}

bool Poll::is_due(base::Time now) const {
    return !last_begun_ || now < *last_begun_ || now >= *last_begun_ + settings_.interval;
}

bool Poll::is_inbox_full(base::Time now) {
    return database_.read([&](store::Connection& connection) {
        return store::Inbox(connection).count_due(now) >= kFullInbox;
    });
}

void Poll::begin_changes(base::Time now) {
    last_begun_ = now;
    std::vector<base::ProjectKey> projects;
    minutes window{0};
    database_.read([&](store::Connection& connection) {
        for (const base::ProjectKey& key : settings_.projects) {
            if (std::find(unread_.begin(), unread_.end(), key) != unread_.end()) continue;
            const auto progress = store::Projects(connection).find(key);
            window = std::max(window, window_of(now, progress->cursor->at));
            projects.push_back(key);
        }
    });
    if (projects.empty()) return;
    std::string jql = jira::changed_requests_jql(projects, window);
    changes_.emplace(std::move(projects), std::move(jql), now);
}

void Poll::begin_first_read(base::Time now) {
    if (unread_.empty()) return;
    const base::ProjectKey key = unread_.front();
    const auto cursor = database_.read([&](store::Connection& connection) {
        return store::Projects(connection).find(key)->cursor;
    });
    std::optional<minutes> window;
    if (cursor) window = window_of(now, cursor->at);
    const std::vector<base::ProjectKey> projects{key};
    first_read_.emplace(projects, jira::changed_requests_jql(projects, window), now);
    log_.info("poll.first_read", {{"project", key.value()}, {"resumed", cursor ? 1 : 0}});
}

void Poll::step(std::optional<Walk>& walk) {
    auto page = client_.search(walk->jql(), walk->page());
    if (!page) return fail(walk, page.error());
    if (const auto sane = walk->check(*page); !sane) return fail(walk, sane.error());
    if (const auto settled = authorship_.settle(*page); !settled)
        return fail(walk, settled.error());
    bool is_complete = !page->next;
    if (is_complete && page->ids.empty()) {
        const auto proven = is_emptiness_proven(&walk == &first_read_);
        if (!proven) return fail(walk, proven.error());
        is_complete = *proven;
    }
    // A store that is away throws: then there is no sense in asking Jira every second.
    failed_at_ = clock_.now();
    pause_ = kFirstPause;
    const Saved saved = save(*walk, *page, is_complete);
    failed_at_.reset();
    failures_ = 0;
    found_ += std::ssize(page->ids);
    changed_ += saved.applied;
    walk->advance(*page);
    calls_ok_.add();
    report(*walk, saved);
    if (walk->is_over()) finish(walk, is_complete);
}

base::Result<bool> Poll::is_emptiness_proven(bool is_first_read) {
    const base::Time now = clock_.now();
    const bool is_fresh = proven_at_ && now >= *proven_at_ && now < *proven_at_ + kProofAge;
    if (is_fresh && !is_first_read) return false;
    if (const auto me = client_.myself(); !me) return base::fail(me);
    proven_at_ = now;
    return true;
}

Poll::Saved Poll::save(const Walk& walk, const jira::SearchPage& page, bool is_complete) {
    try {
        return save(walk, page, is_complete, Way::Project);
    } catch (const base::ServiceUnavailable&) {
        throw;  // nothing is wrong with what was read
    } catch (const std::exception& failure) {
        log_.error("poll.page_hinted", {{"reason", failure.what()}});
        return save(walk, page, is_complete, Way::Hint);
    }
}

Poll::Saved Poll::save(const Walk& walk, const jira::SearchPage& page, bool is_complete, Way way) {
    return database_.write([&](store::Connection& connection) {
        Saved saved;
        for (const jira::FoundRequest& found : page.requests) take(connection, found, way, saved);
        store::Inbox inbox(connection);
        for (const base::RequestId id : page.unreadable) {
            if (id.value() != 0 && inbox.accept(hint_of(id, 0), clock_.now())) ++saved.hinted;
        }
        store::Projects projects(connection);
        const auto place = place_of(page);
        for (const base::ProjectKey& key : walk.projects()) {
            if (is_complete) {
                projects.complete(key, walk.begun(), clock_.now());
            } else if (place) {
                projects.advance(key, *place);
            }
        }
        return saved;
    });
}

void Poll::take(
    store::Connection& connection, const jira::FoundRequest& found, Way way, Saved& saved
) {
    const jira::Request& request = found.request;
    const auto mirrored = store::Requests(connection).stamp_of(request.id);
    const bool is_withdrawn = mirrored && mirrored->is_withdrawn;
    const bool is_known = mirrored && !is_withdrawn && mirrored->updated >= request.updated;
    const bool is_again = is_known && rereading_since_ && mirrored->updated == request.updated;
    if (is_known && !is_again) {
        ++saved.known;
    } else if (way == Way::Hint || is_withdrawn || !found.has_all_comments) {
        const base::Time stamp = is_again ? *rereading_since_ : request.updated;
        const auto hint = hint_of(request.id, base::to_millis(stamp));
        const bool is_new = store::Inbox(connection).accept(hint, clock_.now());
        ++(is_new ? saved.hinted : saved.known);
    } else {
        const auto outcome = projection_.apply(connection, request);
        const bool is_news = outcome == Projection::Outcome::Applied && !is_again;
        ++(is_news ? saved.applied : saved.known);
    }
}

void Poll::report(const Walk& walk, const Saved& saved) {
    applied_.add(saved.applied);
    known_.add(saved.known);
    hinted_.add(saved.hinted);
    if (saved.hinted > 0) on_hint_();
    if (saved.applied > 0) outbox_.wake();
    const bool is_news = changes_ && &walk == &*changes_ && saved.applied + saved.hinted > 0;
    if (is_news) {
        log_.info("poll.found", {{"applied", saved.applied}, {"hinted", saved.hinted}});
    }
}

void Poll::finish(std::optional<Walk>& walk, bool is_complete) {
    if (is_complete) {
        for (const base::ProjectKey& key : walk->projects()) mirrored_until_[key] = walk->begun();
    }
    if (&walk == &first_read_) {
        log_.info(
            "poll.first_read_done",
            {{"project", unread_.front().value()},
             {"issues", walk->issues()},
             {"pages", walk->pages()}}
        );
        unread_.pop_front();
    }
    walk.reset();
    const base::Time now = clock_.now();
    succeeded_.set(static_cast<double>(base::to_millis(now)) / 1000);
    publish_lag(now);
}

void Poll::fail(std::optional<Walk>& walk, const base::Error& error) {
    calls_failed_.add();
    seconds wait = settings_.interval;
    if (is_passing(error.kind)) {
        // The walk keeps its place in memory.
        const base::Backoff backoff{.first = kFirstPause, .factor = 2, .longest = wait};
        wait = std::chrono::ceil<seconds>(backoff.pause_after(failures_ + 1));
    } else {
        if (&walk == &first_read_) {
            // Another project's first read need not wait for this one to be mended.
            unread_.push_back(unread_.front());
            unread_.pop_front();
        }
        walk.reset();
    }
    ++failures_;
    failed_at_ = clock_.now();
    pause_ = std::max(wait, error.retry_after.value_or(seconds{0}));
    log_.warning(
        "poll.failed",
        {{"kind", base::name_of(error.kind)}, {"reason", error.message}, {"wait_s", pause_.count()}}
    );
    if (std::exchange(is_asked_, false)) errand_.fail(error);
}

void Poll::publish_lag(base::Time now) const {
    base::Time oldest = now;
    for (const auto& [key, until] : mirrored_until_) oldest = std::min(oldest, until);
    lag_.set(static_cast<double>((now - oldest).count()) / 1000);
}

}  // namespace connector::mirror
