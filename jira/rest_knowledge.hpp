#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/knowledge.hpp"

namespace jira {

/// GET /rest/servicedeskapi/servicedesk/{id}/knowledgebase/article, page by page by the cursor of
/// `_links.next`, in the name of the account whose credential `settings` holds. A desk's id is
/// asked for once and kept. What an article says is read by article_reader.hpp.
class RestKnowledge final : public KnowledgeBase {
public:
    /// `site_url`: as people know it; articles elsewhere get no link.
    RestKnowledge(
        RestSettings settings,
        std::string site_url,
        base::HttpTransport& transport,
        base::Clock& clock
    );

    /// NotFound: the project has no desk, or the account does not see it. Invalid: an answer that
    /// is no page of articles.
    [[nodiscard]] base::Result<std::vector<Article>> search(
        const base::ProjectKey& project, std::string_view query, std::size_t limit
    ) override;

    /// GET /rest/servicedeskapi/knowledgebase/article/view/{id}, where `content.iframeSrc` of a
    /// search points ("URL containing the body of the article, without title"); the address is made
    /// here, not taken from there.
    [[nodiscard]] base::Result<base::SafeHtml> read(const std::string& id) override;

private:
    [[nodiscard]] base::Result<std::string> desk_of(const base::ProjectKey& project);

    Caller caller_;
    const std::string site_url_;
    base::Clock& clock_;
    std::mutex mutex_;
    std::map<base::ProjectKey, std::string> desks_;  ///< ids; guarded by mutex_
};

}  // namespace jira
