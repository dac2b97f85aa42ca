#pragma once

#include "base/clock.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Forgets what is no longer needed (SR-127):
///
/// * sessions that ran out, at once;
/// * deliveries and their hashes a day after they were worked off (Jira redelivers within some 75
///   minutes), dead letters 30 days after they came;
/// * links a week after they expired;
/// * mails that need no further attempt, and their records, after 30 days;
/// * replies 30 days after the mirror had them as comments, refused ones 30 days after they were
///   written;
/// * withdrawn requests with all that was written there after 30 days, a few in each run;
/// * audit rows after a year.
class Housekeeping {
public:
    /// For so long the outbox knows what was mailed, and mails it no second time.
    static constexpr std::chrono::days kMails{30};

    Housekeeping(Database& database, const base::Clock& clock)
        : database_(database), clock_(clock) {}

    void run();

private:
    Database& database_;
    const base::Clock& clock_;
};

}  // namespace connector::store
