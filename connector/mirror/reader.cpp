#include "connector/mirror/reader.hpp"

#include <algorithm>
#include <map>

#include "base/backoff.hpp"
#include "base/service_unavailable.hpp"

namespace connector::mirror {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 100;  // POST issue/bulkfetch takes no more
// Jira lets an endpoint have 100 calls/s. A lone hint is read at once; what follows on its heels
// gathers for a moment and is read together.
constexpr auto kPause = 10ms;
constexpr auto kPauseAfterFullCall = 50ms;
constexpr std::chrono::minutes kLease{2};
constexpr int kMaxAttempts = 60;  // about a day, with the pauses below
constexpr base::Backoff kBackoff{.first = 2s, .factor = 2, .longest = 30min};

std::vector<base::RequestId> ids_of(const std::vector<store::Inbox::Hint>& hints) {
    std::vector<base::RequestId> ids;
    for (const auto& hint : hints) ids.push_back(hint.request);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace

Reader::Reader(
    store::Database& database,
    jira::Client& client,
    Authorship& authorship,
    Projection& projection,
    notify::Outbox& outbox,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      client_(client),
      authorship_(authorship),
      projection_(projection),
      outbox_(outbox),
      clock_(clock),
      log_(log),
      applied_(metrics.counter("connector_requests_projected_total", "Requests read and mirrored.")
      ),
      failed_(metrics.counter("connector_reads_failed_total", "Reads from Jira that failed.")) {}

base::Next Reader::work_off_some() {
    if (!store::is_anything_due<store::Inbox>(database_, clock_.now())) return false;
    const Hints hints = database_.write([&](store::Connection& connection) {
        return store::Inbox(connection).claim(clock_.now(), kLease, int{kBatch});
    });
    if (hints.empty()) return false;
    const std::vector<base::RequestId> ids = ids_of(hints);
    auto read = client_.read_requests(ids);
    if (!read) {
        put_back(hints, read.error());
        return true;
    }
    if (const auto settled = authorship_.settle(read->requests); !settled) {
        put_back(hints, settled.error());
        return true;
    }
    apply(hints, *read);
    return base::Next::after(ids.size() < kBatch ? kPause : kPauseAfterFullCall);
}

void Reader::apply(const Hints& hints, const jira::Client::Reading& read) {
    const std::set<base::RequestId> unreadable(read.unreadable.begin(), read.unreadable.end());
    Hints readable;
    Hints others;
    for (const auto& hint : hints) {
        (unreadable.contains(hint.request) ? others : readable).push_back(hint);
    }
    try {
        project(readable, read);
    } catch (const base::ServiceUnavailable&) {
        throw;  // nothing is wrong with what was read
    } catch (const std::exception&) {
        project_one_by_one(readable, read);
    }
    outbox_.wake();
    if (!others.empty()) {
        put_back(others, {base::ErrorKind::Invalid, "the issue's answer makes no sense to us", {}});
    }
}

void Reader::project(const Hints& hints, const jira::Client::Reading& read) {
    const auto applied = database_.write([&](store::Connection& connection) {
        std::size_t count = 0;
        std::set<base::RequestId> missing;
        for (const auto& hint : hints) missing.insert(hint.request);
        for (const jira::Request& request : read.requests) {
            if (missing.erase(request.id) == 0) continue;  // another hint's
            projection_.apply(connection, request);
            ++count;
        }
        for (const base::RequestId id : missing) projection_.withdraw(connection, id);
        store::Inbox inbox(connection);
        for (const auto& hint : hints) inbox.finish(hint.claim, clock_.now());
        return count;
    });
    mirrored_ += static_cast<std::int64_t>(applied);
    applied_.add(static_cast<double>(applied));
}

void Reader::project_one_by_one(const Hints& hints, const jira::Client::Reading& read) {
    std::map<base::RequestId, Hints> by_request;
    for (const auto& hint : hints) by_request[hint.request].push_back(hint);
    for (const auto& [request, its_hints] : by_request) {
        try {
            project(its_hints, read);
        } catch (const base::ServiceUnavailable&) {
            throw;
        } catch (const std::exception& failure) {
            log_.error(
                "mirror.projection_failed", {{"issue", request.value()}, {"reason", failure.what()}}
            );
            put_back(its_hints, {base::ErrorKind::Invalid, failure.what(), {}});
        }
    }
}

void Reader::put_back(const Hints& hints, const base::Error& error) {
    failed_.add();
    log_.warning(
        "mirror.read_failed",
        {{"kind", base::name_of(error.kind)}, {"reason", error.message}, {"hints", hints.size()}}
    );
    database_.write([&](store::Connection& connection) {
        store::Inbox inbox(connection);
        for (const auto& hint : hints) {
            if (hint.claim.attempts >= kMaxAttempts) {
                inbox.bury(hint.claim, error.message);
            } else {
                inbox.put_back(
                    hint.claim,
                    clock_.now() + kBackoff.pause_after(hint.claim.attempts, error),
                    error.message
                );
            }
        }
    });
}

}  // namespace connector::mirror
