#pragma once

#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "base/turns.hpp"
#include "jira/caller.hpp"
#include "jira/customer_proof.hpp"
#include "jira/knowledge.hpp"

namespace jira {

/// How long Jira's word on what an account is counts. An account that is made an agent's is found
/// out after so long at the latest.
inline constexpr base::seconds kProofLife{300};

/// The one door to articles for customers (SR-58): lets a question through only while the account
/// that the credential belongs to is proven to be a customer and nothing more (customer_proof.hpp),
/// which is what makes Jira answer with articles that customers may see and no others.
///
/// Whose the credential is, is asked with that very credential (`account_behind`), and what the
/// account is, of `proof`. Whatever is not proven is a no, a refusal included; a no, too, is
/// believed for `kProofLife`. No answer at all is Unavailable, and the next question asks again. A
/// credential that is refused later (401) has to be proven anew.
class CustomersKnowledge final : public KnowledgeBase {
public:
    /// `customer` and `transport`: with which `articles` asks, too. `named`: the account's id as
    /// the configuration has it.
    CustomersKnowledge(
        RestSettings customer,
        base::HttpTransport& transport,
        std::optional<base::AccountId> named,
        CustomerProof& proof,
        KnowledgeBase& articles,
        base::Clock& clock,
        base::Log& log
    );

    /// Denied: not a customer's credential, so nothing may be shown. Unavailable, Limited: Jira did
    /// not say. Else as `articles` answers.
    [[nodiscard]] base::Result<std::vector<Article>> search(
        const base::ProjectKey& project, std::string_view query, std::size_t limit
    ) override;

    /// Denied as above. Else as `articles` answers.
    [[nodiscard]] base::Result<base::SafeHtml> read(const std::string& id) override;

    /// What is proven of the credential's account. Unavailable, Limited: Jira did not say.
    [[nodiscard]] base::Result<Standing> standing();

private:
    struct Proven {
        Standing standing;
        base::Time until;
    };

    /// Denied, or why nobody knows, while it is not proven that a customer asks.
    [[nodiscard]] base::Result<void> check();
    [[nodiscard]] std::optional<Standing> kept() const;
    [[nodiscard]] base::Result<Standing> ask();
    void keep(std::optional<Proven> proven);

    Caller customer_;
    const std::optional<base::AccountId> named_;
    CustomerProof& proof_;
    KnowledgeBase& articles_;
    base::Clock& clock_;
    base::Log& log_;
    base::Turns asking_;
    mutable std::mutex mutex_;
    std::optional<Proven> proven_;  ///< guarded by mutex_
};

}  // namespace jira
