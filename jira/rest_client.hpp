#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "jira/caller.hpp"
#include "jira/client.hpp"
#include "jira/issue_reader.hpp"
#include "jira/request_fields.hpp"
#include "jira/site_fields.hpp"

namespace jira {

/// Client over Jira Cloud's REST API: platform version 3, and JSM's for what customers see.
///
/// A page of a search is one call. Reading a batch is one call, plus one a hundred comments for
/// requests with more of them than Jira embeds (some 20), plus two that are rare: the site's fields
/// once an hour, and `myself` when an issue is missing from the answer. One more for the batch when
/// bodies in it show files that only Jira's rendering can name (file_naming.hpp); a search marks
/// such requests as incomplete instead. `myself` because Jira
/// serves a call whose credential got lost as an anonymous visitor: 200, with nothing in it.
class RestClient final : public Client {
public:
    static constexpr std::size_t kMaxBatch = 100;
    /// Jira gives up to 5000 for ids alone and says that it may give fewer where more is wanted.
    /// The request type is wanted too, some 1.5 KB each, and an answer is parsed as a whole.
    static constexpr std::size_t kListedPerPage = 1000;
    static constexpr std::size_t kCommentsPerPage = 100;
    static constexpr std::size_t kMaxComments = 10'000;

    RestClient(
        RestSettings settings, base::HttpTransport& transport, base::Clock& clock, base::Log& log
    );

    [[nodiscard]] base::Result<User> myself() override;

    /// Invalid for more than `kMaxBatch` ids. An issue that can't be read is logged as
    /// `jira.issue_unreadable`.
    [[nodiscard]] base::Result<Reading> read_requests(std::span<const base::RequestId> ids
    ) override;

    /// A page whose answer is too large is asked for again with half as many requests.
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
    struct Batch;

    /// A POST whose answer holds many requests.
    [[nodiscard]] base::HttpRequest prepare_bulk(std::string_view path, const Json& body) const;

    [[nodiscard]] base::Result<Batch> read_batch(
        const Ids& ids, const RequestFields& custom, bool with_rendering = false
    );
    /// Reads those that want it once more, with Jira's renderings.
    [[nodiscard]] base::Result<void> add_renderings(Batch& batch, const RequestFields& custom);
    [[nodiscard]] base::Result<void> take_issue(
        const Json& issue, const RequestFields& custom, Batch& batch
    );
    /// Nothing: the issue is gone, or its pages make no sense (logged).
    [[nodiscard]] base::Result<std::optional<std::vector<PublicComment>>> read_comments(
        base::RequestId id, const IssueFiles& files
    );
    void log_unreadable(base::RequestId id, const base::Error& error);

    Caller caller_;
    SiteFields fields_;
    base::Clock& clock_;
    base::Log& log_;
};

}  // namespace jira
