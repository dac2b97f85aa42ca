#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "connector/model/article.hpp"
#include "connector/site_way.hpp"
#include "jira/cached_knowledge.hpp"
#include "jira/customer_proof.hpp"
#include "jira/customers_knowledge.hpp"
#include "jira/rest_knowledge.hpp"

namespace connector {

/// The articles of the portals' help pages, as the configuration wants it, made of jira's parts:
///
///     CustomersKnowledge -> CachedKnowledge -> RestKnowledge
///
/// All with the credential of `site.replies`, never with the one of `site.auth`, which sees what
/// customers must not (SR-58); that one only tells what the other account is. Thread-safe; waits.
class HelpSearch {
public:
    /// Of one answer; a page of a screen or two.
    static constexpr std::size_t kMostArticles = 10;

    /// `way` outlives it. Throws std::runtime_error for a credential that cannot be one.
    HelpSearch(const config::Config& config, SiteWay& way, base::Clock& clock, base::Log& log);

    /// Denied: there is no customer's credential. Else as CustomersKnowledge answers.
    [[nodiscard]] base::Result<std::vector<model::Article>> search(
        const base::ProjectKey& project, std::string_view query
    );

    /// What is in the article of that id. Errors likewise.
    [[nodiscard]] base::Result<base::SafeHtml> read(const std::string& article);

    /// What is proven of the account of `site.replies`. Unavailable, Limited: Jira did not say.
    [[nodiscard]] base::Result<jira::Standing> standing();

private:
    std::unique_ptr<jira::RestCustomerProof> proof_;
    std::unique_ptr<jira::RestKnowledge> articles_;
    std::unique_ptr<jira::CachedKnowledge> cached_;
    std::unique_ptr<jira::CustomersKnowledge> for_customers_;  ///< null without `site.replies`
};

}  // namespace connector
