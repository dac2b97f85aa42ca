#include "connector/mirror/reader.hpp"

#include <algorithm>

namespace connector::mirror {
namespace {

using std::chrono::seconds;

constexpr int kBatch = 100;  // POST issue/bulkfetch takes no more
constexpr std::chrono::minutes kLease{2};
constexpr int kMaxAttempts = 60;  // about a day, with the pauses below
constexpr seconds kLongestPause{1800};

seconds pause_after(int attempts, const base::Error& error) {
    const seconds doubled{1LL << std::min(attempts, 11)};
    return std::max(error.retry_after.value_or(seconds{0}), std::min(doubled, kLongestPause));
}

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
    Projection& projection,
    notify::Outbox& outbox,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : database_(database),
      client_(client),
      projection_(projection),
      outbox_(outbox),
      clock_(clock),
      log_(log),
      applied_(metrics.counter("connector_requests_projected_total", "Requests read and mirrored.")
      ),
      failed_(metrics.counter("connector_reads_failed_total", "Reads from Jira that failed.")) {}

bool Reader::work_off_some() {
    // Looking costs nothing; an empty claim would cost a commit.
    const bool is_idle = database_.read([&](store::Connection& connection) {
        return !store::Inbox(connection).has_due(clock_.now());
    });
    if (is_idle) return false;
    const Hints hints = database_.write([&](store::Connection& connection) {
        return store::Inbox(connection).claim(clock_.now(), kLease, kBatch);
    });
    if (hints.empty()) return false;
    const std::vector<base::RequestId> ids = ids_of(hints);
    const auto read = client_.read_requests(ids);
    if (!read) {
        put_back(hints, read.error());
        return true;
    }
    apply(hints, *read);
    return true;
}

void Reader::apply(const Hints& hints, const jira::Client::Reading& read) {
    const std::set<base::RequestId> unreadable(read.unreadable.begin(), read.unreadable.end());
    Hints readable;
    Hints others;
    for (const auto& hint : hints) {
        (unreadable.contains(hint.request) ? others : readable).push_back(hint);
    }
    database_.write([&](store::Connection& connection) {
        std::set<base::RequestId> missing;
        for (const auto& hint : readable) missing.insert(hint.request);
        for (const jira::Request& request : read.requests) {
            projection_.apply(connection, request);
            missing.erase(request.id);
        }
        for (const base::RequestId id : missing) projection_.withdraw(connection, id);
        store::Inbox inbox(connection);
        for (const auto& hint : readable) inbox.finish(hint.claim, clock_.now());
    });
    applied_.add(static_cast<double>(read.requests.size()));
    outbox_.wake();
    if (!others.empty()) {
        put_back(others, {base::ErrorKind::Invalid, "the issue's answer makes no sense to us", {}});
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
                    clock_.now() + pause_after(hint.claim.attempts, error),
                    error.message
                );
            }
        }
    });
}

}  // namespace connector::mirror
