#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/waiting.hpp"
#include "jira/knowledge.hpp"

namespace jira {

/// Remembers what a search found, nothing included, so that the same question is one call. Held in
/// memory only: at most `kMaxAnswers` answers of at most a few KiB each, for `kAnswerLife`; the
/// oldest goes first. While a question is under way, those who ask the same wait for its answer.
/// Errors are not remembered. Questions that differ in case and blanks only are one, in lower case.
///
/// Stands behind CustomersKnowledge: what was found is shown only while the proof lasts.
class CachedKnowledge final : public KnowledgeBase {
public:
    static constexpr base::seconds kAnswerLife{300};
    static constexpr std::size_t kMaxAnswers = 256;
    /// Of articles, of at most some 100 KiB each.
    static constexpr std::size_t kMaxTexts = 64;

    CachedKnowledge(KnowledgeBase& articles, base::Clock& clock);

    [[nodiscard]] base::Result<std::vector<Article>> search(
        const base::ProjectKey& project, std::string_view query, std::size_t limit
    ) override;
    /// Remembered likewise. Whoever reads one twice at once makes two calls; that is harmless.
    [[nodiscard]] base::Result<base::SafeHtml> read(const std::string& id) override;

private:
    using Answer = base::Result<std::vector<Article>>;

    struct Kept {
        std::vector<Article> articles;
        base::Time until;
    };

    struct Text {
        base::SafeHtml html;
        base::Time until;
    };

    /// A question under way. Guarded by mutex_.
    struct Flight {
        std::optional<Answer> answer{};
        std::vector<base::Resume> waiting{};
    };

    class Landing;

    [[nodiscard]] Answer join(Flight& flight);
    void land(const std::string& key, Answer answer);

    KnowledgeBase& articles_;
    base::Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Kept> kept_;                          ///< guarded by mutex_
    std::map<std::string, Text> texts_;                         ///< by id; guarded by mutex_
    std::map<std::string, std::shared_ptr<Flight>> under_way_;  ///< guarded by mutex_
};

}  // namespace jira
