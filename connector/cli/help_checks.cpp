#include "connector/cli/help_checks.hpp"

#include <algorithm>

#include "connector/help_search.hpp"

namespace connector::cli {

provision::Findings check_help(const config::Config& config, SiteReach& reach) {
    constexpr const char* kCheck = "help_articles";
    const bool is_wanted = std::any_of(
        config.projects.begin(),
        config.projects.end(),
        [](const config::Project& project) { return project.help; }
    );
    if (!is_wanted) return {};
    const auto standing = HelpSearch(config, reach.way(), reach.clock(), reach.log()).standing();
    if (!standing) return {provision::unknown(kCheck, "", standing.error())};
    if (standing->is_customer) {
        return {provision::ok(kCheck, "", "articles are read as a customer")};
    }
    return {provision::wrong(
        kCheck,
        standing->obstacle + "; the help pages show no articles",
        standing->remedy + "; or turn projects[].help off"
    )};
}

}  // namespace connector::cli
