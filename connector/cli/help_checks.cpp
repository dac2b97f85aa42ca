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
    const auto proven = HelpSearch(config, reach.way(), reach.clock(), reach.log()).prove();
    if (proven) return {provision::ok(kCheck, "", "articles are read as a customer")};
    if (proven.error().kind != base::ErrorKind::Denied) {
        return {provision::unknown(kCheck, "", proven.error())};
    }
    return {provision::wrong(
        kCheck,
        proven.error().message + "; the help pages show no articles",
        "Name an account in site.replies that Jira calls a customer (accountType), or turn "
        "projects[].help off"
    )};
}

}  // namespace connector::cli
