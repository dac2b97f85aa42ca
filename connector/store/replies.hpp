#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/claim.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What contacts and guests wrote in the portal, on its way to Jira: stored before it is tried
/// (SR-77).
class Replies {
public:
    struct Draft {
        std::string idempotency_key;
        base::RequestId request;
        std::optional<base::ContactId> contact;  ///< nothing: a guest
        std::string text;
        std::string posted_text;
    };

    struct Reply {
        std::int64_t id = 0;
        base::RequestId request;
        std::optional<base::ContactId> contact;
        std::string text;
        std::string posted_text;
        base::Time created;
        int attempts = 0;
        std::string error;
        bool is_posted = false;   ///< Jira has it
        bool is_refused = false;  ///< Jira never will
        std::string idempotency_key{};
    };

    struct Claimed {
        Claim claim;
        Reply reply;
    };

    explicit Replies(Connection& connection) : connection_(connection) {}

    /// False when this key was stored before: the form was sent twice.
    bool add(const Draft& draft, base::Time now);
    std::optional<Claimed> claim(base::Time now, base::milliseconds lease);
    void finish(const Claim& claim, base::CommentId comment);
    void put_back(const Claim& claim, base::Time due, std::string_view error);
    void refuse(const Claim& claim, std::string_view error);

    /// Makes a refused reply due again. False when it is not refused. Before it is posted it is
    /// looked for in Jira, like any other that was tried before.
    bool retry(std::int64_t id, base::Time now);

    std::optional<Reply> find(std::int64_t id);
    /// Latest first; `state` is waiting, posted or refused; empty: all.
    std::vector<Reply> list(std::string_view state, int limit);
    /// Written, but not (yet) to be seen as a comment in the mirror; oldest first.
    std::vector<Reply> pending_of(base::RequestId request);
    /// Who wrote a comment of ours through the portal, and what.
    std::optional<Reply> find_by_comment(base::CommentId comment);
    /// A comment of ours came back from Jira before the answer to our call did, or instead of it.
    /// Whatever claim is out is void from here on.
    void adopt(std::int64_t id, base::CommentId comment);
    /// The mirror has the comment now, and what becomes of it there (edited, deleted) counts.
    void mark_mirrored(base::CommentId comment, base::Time now);
    /// Tried at least once and without a comment id: what `adopt` may be asked about.
    std::vector<Reply> unconfirmed_of(base::RequestId request);
    /// Whether a claim would find something.
    bool has_due(base::Time now);
    QueueDepth depth();
    /// Forgets what was mirrored before `before`, and what was written before and refused. A reply
    /// that Jira has and the mirror has not stays: it is all that its page can show.
    std::int64_t purge(base::Time before);

private:
    /// Its page shows another state. False: there was none to change.
    bool note(const std::optional<base::RequestId>& request);

    Connection& connection_;
};

}  // namespace connector::store
