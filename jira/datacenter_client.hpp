#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "jira/caller.hpp"
#include "jira/client.hpp"
#include "jira/datacenter_comments.hpp"
#include "jira/issue_reader.hpp"
#include "jira/site_fields.hpp"

namespace jira {

/// Client over Jira Data Center's REST API: version 2 of the platform's, whose texts are wiki
/// markup and whose search counts rows, and JSM's for what is public.
///
/// A page of a search is one call, and tells which requests changed rather than what they say: all
/// come as incomplete, to be read by their ids. Reading a batch is one search ("id in (...)", with
/// renderings) and, for each request that has comments, one call a hundred of them that says which
/// are public (datacenter_comments.hpp). Where Jira refuses a search because it names an issue that
/// is gone (not every version lets that be turned off), the batch is halved until each missing one
/// was asked for by itself. Marks of replies are one call each.
class DatacenterClient final : public Client {
public:
    static constexpr std::size_t kMaxBatch = 100;
    /// Jira's own cap, unless an administrator has set another (`jira.search.views.default.max`).
    static constexpr std::size_t kListedPerPage = 1000;
    static constexpr std::size_t kCommentsPerPage = 100;
    static constexpr std::size_t kMaxComments = 10'000;

    /// `settings.platform` is "/rest/api/2".
    DatacenterClient(
        RestSettings settings, base::HttpTransport& transport, base::Clock& clock, base::Log& log
    );

    [[nodiscard]] base::Result<User> myself() override;
    /// Invalid for more than `kMaxBatch` ids. An issue that can't be read is logged as
    /// `jira.issue_unreadable`.
    [[nodiscard]] base::Result<Reading> read_requests(std::span<const base::RequestId> ids
    ) override;
    /// Rejected, also: the list has moved so far since the page before that nobody can say what
    /// lies between (start_at.hpp). The query has to be asked anew.
    [[nodiscard]] base::Result<SearchPage> search(
        std::string_view jql, const std::optional<std::string>& page
    ) override;
    [[nodiscard]] base::Result<ListPage> list(
        std::string_view jql, const std::optional<std::string>& page
    ) override;
    [[nodiscard]] base::Result<std::int64_t> count(std::string_view jql) override;
    [[nodiscard]] base::Result<Marks> reply_marks(std::span<const base::CommentId> ids) override;

private:
    using Ids = std::vector<base::RequestId>;

    /// An answer of the search. Rejected: the query is refused, or the answer is too large.
    [[nodiscard]] base::Result<Json> ask_search(const Json& body);
    /// One page in the shape that search_page.hpp reads.
    [[nodiscard]] base::Result<Json> page_of(Json body, const std::optional<std::string>& page);
    /// The issues of a batch that can be read at all. Rejected: ask for fewer.
    [[nodiscard]] base::Result<Json> read_batch(const Ids& ids, const RequestFields& custom);
    /// The same for one, without a query; empty when it is gone.
    [[nodiscard]] base::Result<Json> read_one(base::RequestId id, const RequestFields& custom);

    [[nodiscard]] base::Result<void> take_issue(
        Json& issue, const RequestFields& custom, Reading& reading
    );
    /// Marks the comments in the issue. False: it has some, and is no request to us (any more).
    [[nodiscard]] base::Result<bool> settle_comments(Json& issue, PublicIds& said_public);
    /// All of them, where the issue does not hold all. Nothing: gone, or they make no sense
    /// (logged).
    [[nodiscard]] base::Result<std::optional<std::vector<PublicComment>>> read_comments(
        base::RequestId id, const IssueFiles& files, const PublicIds& said_public
    );
    void log_unreadable(base::RequestId id, std::string_view reason);

    Caller caller_;
    SiteFields fields_;
    base::Clock& clock_;
    base::Log& log_;
};

}  // namespace jira
