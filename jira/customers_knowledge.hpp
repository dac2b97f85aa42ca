#pragma once

#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "base/turns.hpp"
#include "jira/caller.hpp"
#include "jira/knowledge.hpp"

namespace jira {

/// How long Jira's word on whose a credential is counts. An account that is made an agent's is
/// found out after so long at the latest.
inline constexpr base::seconds kProofLife{300};

/// The one door to articles for customers (SR-58): lets a question through only while the
/// credential is proven to be a customer's, which is what makes Jira answer with articles that
/// customers may see and no others.
///
/// The proof: GET /rest/api/3/myself, asked with that very credential, says `accountType`
/// "customer". Anything else, a refusal included, is a no; a no, too, is believed for
/// `kProofLife`. No answer at all is Unavailable, and the next question asks again. A credential
/// that is refused later (401) has to be proven anew.
///
/// BUGS: an Atlassian account without any licence sees what customers see, but is no "customer" to
/// Jira, which refuses it `myself` besides: it gets a no. Cure: a second proof, that it is in no
/// group that gives access to Jira or Confluence; the site's account could ask for that.
class CustomersKnowledge final : public KnowledgeBase {
public:
    /// `customer` and `transport`: with which `articles` asks, too.
    CustomersKnowledge(
        RestSettings customer,
        base::HttpTransport& transport,
        KnowledgeBase& articles,
        base::Clock& clock,
        base::Log& log
    );

    /// Denied: not a customer's credential, so nothing may be shown. Unavailable, Limited: Jira did
    /// not say. Else as `articles` answers.
    [[nodiscard]] base::Result<std::vector<Article>> search(
        const base::ProjectKey& project, std::string_view query, std::size_t limit
    ) override;

    /// Nothing: it is a customer's. Errors as those of `search`.
    [[nodiscard]] base::Result<void> prove();

private:
    struct Proof {
        std::optional<base::Error> refusal{};  ///< nothing: a customer's
        base::Time until;
    };

    [[nodiscard]] std::optional<Proof> kept() const;
    [[nodiscard]] std::optional<base::Error> ask();
    void keep(std::optional<Proof> proof);

    Caller customer_;
    KnowledgeBase& articles_;
    base::Clock& clock_;
    base::Log& log_;
    base::Turns asking_;
    mutable std::mutex mutex_;
    std::optional<Proof> proof_;  ///< guarded by mutex_
};

}  // namespace jira
