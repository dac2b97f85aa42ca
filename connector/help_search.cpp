#include "connector/help_search.hpp"

#include <utility>

#include "connector/settings_from_config.hpp"

namespace connector {
namespace {

constexpr const char* kNoAccount = "there is no customer's account in site.replies";

}  // namespace

HelpSearch::HelpSearch(
    const config::Config& config, SiteWay& way, base::Clock& clock, base::Log& log
) {
    if (!config.site.replies) return;
    proof_ = std::make_unique<jira::RestCustomerProof>(
        rest_settings(config), way.lane(jira::Urgency::Visitor), clock
    );
    base::HttpTransport& transport = way.paced().lane(jira::Urgency::Visitor);
    articles_ = std::make_unique<jira::RestKnowledge>(
        reply_settings(config), config.site.url, transport, clock
    );
    cached_ = std::make_unique<jira::CachedKnowledge>(*articles_, clock);
    for_customers_ = std::make_unique<jira::CustomersKnowledge>(
        reply_settings(config), transport, reply_account(config), *proof_, *cached_, clock, log
    );
}

base::Result<std::vector<model::Article>> HelpSearch::search(
    const base::ProjectKey& project, std::string_view query
) {
    if (!for_customers_) return base::fail(base::ErrorKind::Denied, kNoAccount);
    auto found = for_customers_->search(project, query, kMostArticles);
    if (!found) return base::fail(found);
    std::vector<model::Article> articles;
    for (jira::Article& article : *found) {
        articles.push_back(
            {std::move(article.title),
             std::move(article.excerpt),
             std::move(article.url),
             std::move(article.id)}
        );
    }
    return articles;
}

base::Result<base::SafeHtml> HelpSearch::read(const std::string& article) {
    if (!for_customers_) return base::fail(base::ErrorKind::Denied, kNoAccount);
    return for_customers_->read(article);
}

base::Result<jira::Standing> HelpSearch::standing() {
    if (for_customers_) return for_customers_->standing();
    return jira::Standing{
        .is_customer = false,
        .obstacle = kNoAccount,
        .remedy = "Name an account in site.replies that is a customer and nothing more"};
}

}  // namespace connector
