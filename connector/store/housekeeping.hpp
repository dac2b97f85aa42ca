#pragma once

#include "base/clock.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Forgets what is no longer needed (SR-127):
///
/// * sessions, guests, sign-ins under way, hand-offs and answered challenges that ran out, at once;
/// * dialogues with the assistant an hour after the last answer;
/// * tries at passwords after a day;
/// * the reference codes of what guests raised after 180 days;
/// * deliveries and their hashes a day after they were worked off (Jira redelivers within some 75
///   minutes), dead letters 30 days after they came;
/// * links a week after they expired;
/// * mails that need no further attempt, and their records, after 30 days;
/// * refused wishes to take over a guest's request after 30 days;
/// * replies 30 days after the mirror had them as comments, refused ones 30 days after they were
///   written;
/// * requests raised here 30 days after they reached Jira or were refused (the mirror keeps what
/// they
///   became);
/// * withdrawn requests with all that was written there after 30 days, a few in each run;
/// * deleted words in the parts of the search's index that it writes anew, some of them in each
/// run;
/// * audit rows, the network addresses in them, and contacts that nothing names any more and that
///   Jira has not shown for long: when `Retention` says.
class Housekeeping {
public:
    /// For so long the outbox knows what was mailed, and mails it no second time.
    static constexpr std::chrono::days kMails{30};

    struct Retention {
        base::seconds audit = std::chrono::days{400};
        base::seconds addresses = std::chrono::days{30};  ///< in audit rows, younger ones too
        base::seconds contacts = std::chrono::days{90};   ///< since Jira named them last
    };

    Housekeeping(Database& database, const base::Clock& clock)
        : Housekeeping(database, clock, Retention{}) {}

    Housekeeping(Database& database, const base::Clock& clock, Retention retention)
        : database_(database), clock_(clock), retention_(retention) {}

    void run();

private:
    Database& database_;
    const base::Clock& clock_;
    const Retention retention_;
    std::int64_t looked_up_to_ = 0;  ///< contacts, a thousand in each run
};

}  // namespace connector::store
