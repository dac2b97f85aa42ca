#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/store/database.hpp"
#include "connector/store/replies.hpp"
#include "jira/client.hpp"

namespace connector::mirror {

/// Carries contacts' replies to Jira: each was committed before the page said "sent", and is tried
/// until Jira has it. After an attempt whose outcome is unknown it looks before it posts again, so
/// that no reply stands in Jira twice (SR-77). Used by one worker thread.
class Outbound {
public:
    Outbound(
        store::Database& database,
        jira::Client& client,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    /// One reply. True when there may be more to do at once.
    bool send_one();

private:
    void post(const store::Replies::Claimed& claimed);
    /// True when an earlier attempt got through after all, and the reply is settled.
    [[nodiscard]] base::Result<bool> was_posted_before(const store::Replies::Claimed& claimed);
    void give_way(const store::Replies::Claimed& claimed, const base::Error& error);

    store::Database& database_;
    jira::Client& client_;
    const base::Clock& clock_;
    base::Log& log_;
    base::Metrics::Counter posted_;
    base::Metrics::Counter failed_;
};

/// What Jira is given for a reply. The comment's author there is our account, so the contact is
/// named in the text.
[[nodiscard]] std::string text_for_jira(std::string_view contact_name, std::string_view text);

}  // namespace connector::mirror
