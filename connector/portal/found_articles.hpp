#pragma once

#include <string>
#include <vector>

#include "connector/portal/rooms.hpp"

/// What pages do with the help articles that a search found.
namespace connector::portal {

/// So that they can be read in the portal (article_page.hpp).
void remember_articles(
    const Rooms& rooms, const PortalProject& project, const std::vector<model::Article>& articles
);

/// In the portal where it can be read there; else on the Jira site, or nowhere.
[[nodiscard]] std::string place_of(const PortalProject& project, const model::Article& article);

/// A section ARTICLE for each: LINKED (HREF, TITLE) or UNLINKED (TITLE), and EXCERPT (TEXT).
/// Whether one leads out of the portal.
bool add_articles(
    base::TemplateValues& values,
    const PortalProject& project,
    const std::vector<model::Article>& articles
);

}  // namespace connector::portal
