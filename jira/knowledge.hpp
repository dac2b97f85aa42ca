#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/safe_html.hpp"

namespace jira {

/// An article of a knowledge base as a search shows it: plain text of one line each, to be escaped
/// like any other.
struct Article {
    std::string title;    ///< at most `kMaxArticleTitle` bytes, never empty
    std::string excerpt;  ///< at most `kMaxArticleExcerpt` bytes
    std::string url{};    ///< where it can be read on the site itself; empty: not known
    std::string id{};     ///< digits, to be read by; empty: it can be read on the site only

    friend bool operator==(const Article&, const Article&) = default;
};

inline constexpr std::size_t kMaxArticleTitle = 200;
inline constexpr std::size_t kMaxArticleExcerpt = 400;

/// Searches the articles that are linked to a project's desk, and reads one. Thread-safe; waits
/// (base/waiting.hpp).
///
/// Jira answers as the caller sees it: an agent is shown articles that customers are not. Whoever
/// shows answers to customers asks through CustomersKnowledge (SR-58).
class KnowledgeBase {
public:
    virtual ~KnowledgeBase() = default;

    /// At most `limit` articles, the best first; none is an answer, too. Errors as those of
    /// client.hpp.
    [[nodiscard]] virtual base::Result<std::vector<Article>> search(
        const base::ProjectKey& project, std::string_view query, std::size_t limit
    ) = 0;

    /// What is in the article of that id, without its title. NotFound: gone, or not for the caller.
    /// Invalid: it can't be shown here, for its length or its shape. Else as those of client.hpp.
    [[nodiscard]] virtual base::Result<base::SafeHtml> read(const std::string& id) = 0;
};

}  // namespace jira
