#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/worker.hpp"
#include "connector/model/mail.hpp"
#include "connector/model/request.hpp"
#include "connector/store/database.hpp"

namespace connector::notify {

/// Something happened to a request that its people may want to know.
struct Event {
    model::MailKind kind = model::MailKind::RequestCreated;
    model::Request request;                   ///< as it is now
    std::optional<model::Comment> comment{};  ///< for AgentReplied
    base::Time at;                            ///< when it became news
};

/// Which change mails whom: its reporter, and for all but "created" its participants, each a mail
/// of their own. Drafts go into the transaction of their cause, under a key made from what
/// happened, so that a webhook, its redelivery and a poll of one change make one mail.
///
/// What is news is judged by `Event::at`, which is when it happened in Jira, not when we came to
/// read it (only a comment of a known request is as new as its becoming public: mirror/projection):
/// nothing from before the project's first start here (`store::Projects::watch`), and nothing over
/// a day old. So the first read of a project mails nobody about what it finds, while a comment of
/// today on a request that was never read before is mailed, whichever way it was learnt of. Jira's
/// stamps are held against our clock: with a clock that is ahead by a minute, the first minute is
/// silent. Thread-safe.
class Outbox {
public:
    /// What a project mails. A project that is not named mails nothing.
    using Rules = std::map<base::ProjectKey, std::set<model::MailKind>>;

    Outbox(Rules rules, const base::Clock& clock, base::Bell& bell);

    /// Drafts the mails an event calls for, in the caller's transaction. Nobody is told of what
    /// they did themselves, of what they may not see, or of what is no news.
    void note(store::Connection& connection, const Event& event);

    /// Call after the commit, so that the sender looks at once.
    void wake() { bell_.ring(); }

private:
    [[nodiscard]] bool is_wanted(const Event& event) const;
    [[nodiscard]] bool is_news(store::Connection& connection, const Event& event) const;

    const Rules rules_;
    const base::Clock& clock_;
    base::Bell& bell_;
};

}  // namespace connector::notify
