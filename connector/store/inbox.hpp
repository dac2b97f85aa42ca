#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Received webhooks: hints waiting to be looked up in Jira, and dead letters.
class Inbox {
public:
    struct Delivery {
        base::Bytes32 body_hash{};
        std::string delivery_id{};
        std::string event{};
        std::optional<base::RequestId> request{};  ///< nothing: a dead letter at once
        std::string error{};                       ///< why it is a dead letter
    };

    struct Hint {
        Claim claim;
        base::RequestId request;
        base::Time received;
    };

    struct Row {
        std::int64_t id = 0;
        std::string delivery_id;
        std::string event;
        std::optional<base::RequestId> request;
        base::Time received;
        std::string state;  ///< waiting, done, dead
        int attempts = 0;
        std::string error;
    };

    explicit Inbox(Connection& connection) : connection_(connection) {}

    /// False when these very bytes were accepted before.
    bool accept(const Delivery& delivery, base::Time now);

    /// Takes the hints that are due for up to `requests` requests, those waiting longest, for as
    /// long as `lease`. All hints at a request among the oldest few thousand come together: one
    /// read answers them all.
    std::vector<Hint> claim(base::Time now, base::milliseconds lease, int requests);
    void finish(const Claim& claim, base::Time now);
    void put_back(const Claim& claim, base::Time due, std::string_view error);
    void bury(const Claim& claim, std::string_view error);

    /// Makes a dead letter due again, as if it had never been tried. False when there is no such
    /// dead letter that names a request.
    bool replay(std::int64_t id, base::Time now);
    std::optional<Row> find(std::int64_t id);
    std::vector<Row> list(std::string_view state, int limit);
    /// Whether a claim would find something.
    bool has_due(base::Time now);
    std::int64_t count_due(base::Time now);
    /// How many of one event wait, due or not.
    std::int64_t count_waiting(std::string_view event);
    /// How many of one event wait and no try of theirs has come to an end.
    std::int64_t count_untried(std::string_view event);
    /// How many wait, and since when the oldest does.
    QueueDepth depth();
    /// Forgets what was done before one time, and dead letters that came before another; their
    /// hashes with them.
    std::int64_t purge(base::Time done_before, base::Time dead_before);

private:
    Connection& connection_;
};

}  // namespace connector::store
