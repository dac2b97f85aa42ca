#include "connector/help_search.hpp"

#include <utility>

#include "connector/settings_from_config.hpp"

namespace connector {
namespace {

tl::unexpected<base::Error> no_credential() {
    return base::fail(base::ErrorKind::Denied, "there is no customer's account in site.replies");
}

}  // namespace

HelpSearch::HelpSearch(
    const config::Config& config, SiteWay& way, base::Clock& clock, base::Log& log
) {
    if (!config.site.replies) return;
    base::HttpTransport& transport = way.paced().lane(jira::Urgency::Visitor);
    articles_ = std::make_unique<jira::RestKnowledge>(
        reply_settings(config), config.site.url, transport, clock
    );
    cached_ = std::make_unique<jira::CachedKnowledge>(*articles_, clock);
    for_customers_ = std::make_unique<jira::CustomersKnowledge>(
        reply_settings(config), transport, *cached_, clock, log
    );
}

base::Result<std::vector<model::Article>> HelpSearch::search(
    const base::ProjectKey& project, std::string_view query
) {
    if (!for_customers_) return no_credential();
    auto found = for_customers_->search(project, query, kMostArticles);
    if (!found) return base::fail(found);
    std::vector<model::Article> articles;
    for (jira::Article& article : *found) {
        articles.push_back(
            {std::move(article.title), std::move(article.excerpt), std::move(article.url)}
        );
    }
    return articles;
}

base::Result<void> HelpSearch::prove() {
    if (!for_customers_) return no_credential();
    return for_customers_->prove();
}

}  // namespace connector
