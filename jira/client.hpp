#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/types.hpp"

namespace jira {

/// The calls the connector makes to a site. Thread-safe; every call may wait (base/waiting.hpp).
///
/// Errors common to all: Unavailable (no answer, 5xx, breaker open; `retry_after` when Jira gave
/// one), Limited (429, `retry_after` set), Unauthorized (401: the credential is dead), Denied
/// (403), NotFound, Invalid (an answer that does not parse), Rejected (any other 4xx).
class Client {
public:
    virtual ~Client() = default;

    /// The account we act as: proves that the credential works and reaches Jira, and recognises
    /// our own comments.
    [[nodiscard]] virtual base::Result<User> myself() = 0;

    struct Reading {
        std::vector<Request> requests{};
        /// There, but in a shape that makes no sense to us: neither shown nor taken for gone.
        std::vector<base::RequestId> unreadable{};
    };

    /// Reads up to 100 requests afresh with all their public comments. Requests that are deleted,
    /// out of sight, or no JSM requests (any more) are absent from the answer, not an error; that
    /// is believed only while Jira knows who asks.
    [[nodiscard]] virtual base::Result<Reading> read_requests(std::span<const base::RequestId> ids
    ) = 0;

    /// One page, up to 100, of what a query (jql.hpp) finds; `page` is the token that came with the
    /// page before. The search is an index that lags behind: a change of a moment ago may be
    /// missing, and something deleted may still be there. Issues that are no JSM requests are left
    /// out. An empty page does not prove that there is nothing: an anonymous caller gets one too.
    /// Rejected: a query that Jira does not accept (an unknown project, say), or a token that is
    /// unknown or older than a week.
    [[nodiscard]] virtual base::Result<SearchPage> search(
        std::string_view jql, const std::optional<std::string>& page
    ) = 0;

    /// One page of what a query finds, without what it says: ids and stamps, so a page is long and
    /// cheap. As with `search` otherwise, and no more to be believed.
    [[nodiscard]] virtual base::Result<ListPage> list(
        std::string_view jql, const std::optional<std::string>& page
    ) = 0;

    /// About how many issues a query finds, plain ones included; for telling how far we are.
    [[nodiscard]] virtual base::Result<std::int64_t> count(std::string_view jql) = 0;

    using Marks = std::map<base::CommentId, ReplyMark>;

    /// The marks of up to 1,000 comments (reply_poster.hpp); those without one are absent.
    [[nodiscard]] virtual base::Result<Marks> reply_marks(std::span<const base::CommentId> ids) = 0;
};

}  // namespace jira
