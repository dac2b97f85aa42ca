#include "connector/mirror/reconcile.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/projects.hpp"
#include "connector/store/requests.hpp"
#include "jira/jql.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr int kSweep = 1000;
constexpr base::Backoff kBackoff{.first = 1min, .factor = 2, .longest = 1h};

double to_seconds(base::Time time) {
    return static_cast<double>(base::to_millis(time)) / 1000;
}

/// One hint a request and round, however often the round has to say it.
store::Inbox::Delivery hint_at(base::RequestId id, base::Time begun) {
    const std::string name = fmt::format("reconcile:{}:{}", id.value(), base::to_millis(begun));
    return {
        .body_hash = base::sha256(base::as_bytes(name)), .event = Reconcile::kHint, .request = id};
}

}  // namespace

Reconcile::Reconcile(
    ReconcileSettings settings,
    store::Database& database,
    jira::Client& client,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    std::function<void()> on_hint
)
    : settings_(std::move(settings)),
      database_(database),
      client_(client),
      clock_(clock),
      log_(log),
      on_hint_(std::move(on_hint)),
      started_(clock.now()),
      succeeded_(metrics.gauge(
          "connector_reconcile_succeeded_timestamp_seconds",
          "When the last comparison of all requests that came to its end was begun; 0: never."
      )) {
    const auto calls = [&](const char* outcome) {
        return metrics.counter(
            "connector_reconcile_calls_total",
            "Searches sent to Jira to compare all requests.",
            {{"outcome", outcome}}
        );
    };
    const auto requests = [&](const char* outcome) {
        return metrics.counter(
            "connector_reconcile_requests_total",
            "Requests that differed, and were looked up.",
            {{"outcome", outcome}}
        );
    };
    calls_ok_ = calls("ok");
    calls_failed_ = calls("failed");
    missing_ = requests("missing");
    newer_ = requests("newer");
    absent_ = requests("absent");
    const auto last = database_.read([](store::Connection& connection) {
        return store::Facts(connection).get(kFact);
    });
    if (last) succeeded_.set(to_seconds(base::from_millis(*last)));
}

bool Reconcile::work_some() {
    const base::Time now = clock_.now();
    if (errand_.take()) {
        is_asked_ = true;
        round_.reset();
        failed_at_.reset();
    }
    const bool is_paused = failed_at_ && now >= *failed_at_ && now < *failed_at_ + pause_;
    if (is_paused || (!round_ && !begin(now))) return false;
    const std::int64_t room = room_for_hints();
    if (room > 0) {
        step(room);
        return true;
    }
    // Whoever waits need not do so until the reader gets through.
    if (is_asked_ && !is_reader_at_it()) {
        fail({ErrorKind::Unavailable, "what differs could not be read", {}});
    }
    return false;
}

bool Reconcile::is_due(base::Time now) {
    if (now >= started_ && now < started_ + kAfterStart) return false;
    const auto last = database_.read([](store::Connection& connection) {
        return store::Facts(connection).get(kFact);
    });
    if (!last) return true;
    const base::Time at = base::from_millis(*last);
    return now < at || now >= at + settings_.interval;
}

std::deque<base::ProjectKey> Reconcile::projects_read_once() {
    return database_.read([&](store::Connection& connection) {
        std::deque<base::ProjectKey> read;
        for (const base::ProjectKey& key : settings_.projects) {
            const auto progress = store::Projects(connection).find(key);
            if (progress && progress->is_read_once) read.push_back(key);
        }
        return read;
    });
}

bool Reconcile::begin(base::Time now) {
    if (!is_asked_ && !is_due(now)) return false;
    auto projects = projects_read_once();
    const bool are_all = projects.size() == settings_.projects.size();
    if (projects.empty() || (is_asked_ && !are_all)) return false;
    round_.emplace(Round{.begun = now, .projects = std::move(projects)});
    return true;
}

std::int64_t Reconcile::room_for_hints() {
    return kMostWaiting - database_.read([](store::Connection& connection) {
        return store::Inbox(connection).count_waiting(kHint);
    });
}

bool Reconcile::is_reader_at_it() {
    return database_.read([](store::Connection& connection) {
        return store::Inbox(connection).count_untried(kHint) > 0;
    });
}

void Reconcile::step(std::int64_t room) {
    if (!round_->has_page) {
        if (const auto done = fetch(); !done) fail(done.error());
    } else if (round_->compared < round_->requests.size()) {
        compare(room);
    } else if (const auto done = sweep(room); !done) {
        fail(done.error());
    }
}

base::Result<void> Reconcile::fetch() {
    Round& round = *round_;
    if (!round.walk) {
        const std::vector<base::ProjectKey> project{round.projects.front()};
        round.walk.emplace(project, jira::all_requests_jql(project.front()), round.begun);
        round.swept = {};
    }
    auto page = client_.list(round.walk->jql(), round.walk->page());
    if (!page) return base::fail(page);
    if (const auto sane = round.walk->check(*page); !sane) return base::fail(sane);
    round.walk->advance(*page);
    failures_ = 0;
    calls_ok_.add();

    round.has_page = true;
    round.is_proven = false;
    round.compared = 0;
    round.shown.clear();
    for (const jira::ListedRequest& request : page->requests) round.shown.insert(request.id);
    round.requests = std::move(page->requests);
    round.figures.shown += round.requests.size();
    const bool has_order = !page->ids.empty() && page->ids.back() > round.swept;
    round.last = has_order ? page->ids.back() : round.swept;
    if (round.walk->is_over()) {
        round.last = base::RequestId(std::numeric_limits<std::int64_t>::max());
    }
    return {};
}

void Reconcile::compare(std::int64_t room) {
    Round& round = *round_;
    std::vector<base::RequestId> differ;
    std::size_t at = round.compared;
    std::int64_t missing = 0;
    database_.read([&](store::Connection& connection) {
        store::Requests requests(connection);
        for (; at < round.requests.size() && std::ssize(differ) < room; ++at) {
            const jira::ListedRequest& shown = round.requests[at];
            const auto mirrored = requests.stamp_of(shown.id);
            const bool is_missing = !mirrored || mirrored->is_withdrawn;
            if (!is_missing && mirrored->updated >= shown.updated) continue;
            differ.push_back(shown.id);
            if (is_missing) ++missing;
        }
    });
    hint(differ);
    round.compared = at;
    round.figures.missing += missing;
    round.figures.newer += std::ssize(differ) - missing;
}

base::Result<void> Reconcile::sweep(std::int64_t room) {
    Round& round = *round_;
    const std::vector<base::RequestId> here = database_.read([&](store::Connection& connection) {
        return store::Requests(connection)
            .ids_between(round.projects.front(), round.swept, round.last, kSweep);
    });
    std::vector<base::RequestId> absent;
    std::size_t seen = 0;
    for (; seen < here.size() && std::ssize(absent) < room; ++seen) {
        if (!round.shown.contains(here[seen])) absent.push_back(here[seen]);
    }
    if (!absent.empty() && !round.is_proven) {
        if (const auto me = client_.myself(); !me) return base::fail(me);
        round.is_proven = true;
    }
    hint(absent);
    round.figures.absent += std::ssize(absent);
    const bool is_done = seen == here.size() && here.size() < kSweep;
    round.swept = is_done ? round.last : here[seen - 1];
    if (is_done) leave_page();
    return {};
}

void Reconcile::hint(const std::vector<base::RequestId>& ids) {
    if (ids.empty()) return;
    database_.write([&](store::Connection& connection) {
        store::Inbox inbox(connection);
        for (const base::RequestId id : ids) {
            inbox.accept(hint_at(id, round_->begun), clock_.now());
        }
    });
    on_hint_();
}

void Reconcile::leave_page() {
    Round& round = *round_;
    round.has_page = false;
    if (!round.walk->is_over()) return;
    round.walk.reset();
    round.projects.pop_front();
    if (round.projects.empty()) finish();
}

void Reconcile::finish() {
    const base::Time begun = round_->begun;
    const Figures figures = round_->figures;
    database_.write([&](store::Connection& connection) {
        store::Facts(connection).set(kFact, base::to_millis(begun));
    });
    round_.reset();
    succeeded_.set(to_seconds(begun));
    missing_.add(static_cast<double>(figures.missing));
    newer_.add(static_cast<double>(figures.newer));
    absent_.add(static_cast<double>(figures.absent));
    log_.info(
        "reconcile.done",
        {{"shown", figures.shown},
         {"missing", figures.missing},
         {"newer", figures.newer},
         {"absent", figures.absent},
         {"took_s", std::chrono::floor<base::seconds>(clock_.now() - begun).count()}}
    );
    if (std::exchange(is_asked_, false)) errand_.finish();
}

void Reconcile::fail(const base::Error& error) {
    calls_failed_.add();
    const bool is_passing =
        error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Limited;
    // Otherwise the walk keeps its place.
    if (!is_passing) round_.reset();
    ++failures_;
    failed_at_ = clock_.now();
    pause_ = kBackoff.pause_after(failures_, error);
    log_.warning(
        "reconcile.failed",
        {{"kind", base::name_of(error.kind)},
         {"reason", error.message},
         {"wait_s", std::chrono::ceil<base::seconds>(pause_).count()}}
    );
    if (std::exchange(is_asked_, false)) errand_.fail(error);
}

}  // namespace connector::mirror
