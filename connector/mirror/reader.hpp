#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/worker.hpp"
#include "connector/mirror/authorship.hpp"
#include "connector/mirror/projection.hpp"
#include "connector/notify/outbox.hpp"
#include "connector/store/database.hpp"
#include "connector/store/inbox.hpp"
#include "jira/client.hpp"

namespace connector::mirror {

/// Works the inbox off: many hints, one call. What Jira answers is projected and the hints are
/// finished in the same transaction; what Jira can't answer now stays and is tried again, with
/// back-off, and after a day of failures becomes a dead letter. So does a hint at a request that
/// cannot be projected (a bug of ours): it does not hold up those that were read along with it.
/// Used by one worker thread, so its reads of one request never race each other; against the poll's
/// the newest wins.
class Reader {
public:
    Reader(
        store::Database& database,
        jira::Client& client,
        Authorship& authorship,
        Projection& projection,
        notify::Outbox& outbox,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    /// One round. After a call the next one waits a moment, and longer after one with as many
    /// requests as a call can read: what a burst says in the meantime is then read together.
    base::Next work_off_some();

    /// Requests that were mirrored since the start; from any thread.
    [[nodiscard]] std::int64_t mirrored() const { return mirrored_; }

private:
    using Hints = std::vector<store::Inbox::Hint>;

    /// What was read is mirrored, what is missing is withdrawn, what is unreadable is tried again.
    void apply(const Hints& hints, const jira::Client::Reading& read);
    /// In one transaction, for what the hints point at.
    void project(const Hints& hints, const jira::Client::Reading& read);
    void project_one_by_one(const Hints& hints, const jira::Client::Reading& read);
    void put_back(const Hints& hints, const base::Error& error);

    store::Database& database_;
    jira::Client& client_;
    Authorship& authorship_;
    Projection& projection_;
    notify::Outbox& outbox_;
    const base::Clock& clock_;
    base::Log& log_;
    std::atomic<std::int64_t> mirrored_ = 0;
    base::Metrics::Counter applied_;
    base::Metrics::Counter failed_;
};

}  // namespace connector::mirror
