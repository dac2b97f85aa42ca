#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "connector/model/mail.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Mails owed. A row is written in the same transaction as its cause (SR-90).
class Outbox {
public:
    struct Draft {
        /// What happened, e.g. "comment:20004:7": a second draft with it is no mail (one change,
        /// one mail), and the Message-ID is made from it.
        std::string dedup_key;
        model::MailKind kind = model::MailKind::LinkRequested;
        base::ContactId contact;
        std::optional<base::RequestId> request{};
        std::optional<base::ProjectKey> project{};  ///< of a mail without a request
        std::optional<base::CommentId> comment{};
        std::optional<base::Bytes32> browser_hash{};
    };

    struct Claimed {
        Claim claim;
        model::Mail mail;
        std::optional<base::Bytes32> browser_hash;
    };

    /// One try, for the operator.
    struct Attempt {
        base::Time at;
        std::string outcome;
        int code = 0;
        std::string detail;
    };

    explicit Outbox(Connection& connection) : connection_(connection) {}

    /// False when this was drafted before.
    bool add(const Draft& draft, base::Time now);
    std::vector<Claimed> claim(base::Time now, base::milliseconds lease, int limit);
    void mark_sent(const Claim& claim, const Attempt& attempt);
    void defer(const Claim& claim, const Attempt& attempt, base::Time due);
    /// Bounced or Abandoned: stays in the list for the operator, for 30 days.
    void close(const Claim& claim, const Attempt& attempt, model::MailState state);
    /// Back to queued at once. False unless it is bounced or abandoned.
    bool retry(base::MailId id, base::Time now);

    std::optional<model::Mail> find(base::MailId id);
    std::vector<Attempt> attempts_of(base::MailId id);
    /// Latest first; `state` empty: all.
    std::vector<model::Mail> list(std::string_view state, int limit);
    /// Mails of a kind drafted for a contact since then: per-recipient caps (SR-35).
    std::int64_t count_since(base::ContactId contact, model::MailKind kind, base::Time since);
    /// Whether a claim would find something.
    bool has_due(base::Time now);
    QueueDepth depth();

private:
    void record(const Claim& claim, const Attempt& attempt);

    Connection& connection_;
};

}  // namespace connector::store
