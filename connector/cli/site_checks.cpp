#include "connector/cli/site_checks.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/context.hpp"

namespace connector::cli {
namespace {

using nlohmann::json;
using provision::Finding;

Finding check_authority(jira::AuthoritySource& authorities) {
    constexpr const char* kCheck = "authority";
    const auto authority = authorities.get();
    if (authority) return provision::ok(kCheck, "", "calls go to " + authority->api_url);
    const base::Error& error = authority.error();
    if (error.kind == base::ErrorKind::Unauthorized) {
        return provision::wrong(
            kCheck,
            error.message,
            "Authorise again: docs/operations.md, \"When the consent has ended\""
        );
    }
    return provision::wrong(
        kCheck,
        error.message,
        "Is the daemon running, and may this machine reach the site, site.gateway_url and "
        "site.auth.token_url?"
    );
}

std::string time_of(const json& seconds) {
    return base::format_time(base::from_millis(seconds.get<std::int64_t>() * 1000));
}

Finding judge_calls(const json& state) {
    constexpr const char* kCheck = "jira_calls";
    if (state.at("down").get<bool>()) {
        return provision::wrong(
            kCheck,
            "the daemon's calls to Jira failed repeatedly; it tries again now and then",
            "Look for jira. and poll. in its log; is Jira up?"
        );
    }
    if (!state.at("paused_until").is_null()) {
        return provision::wrong(
            kCheck,
            "Jira asked for a pause until " + time_of(state.at("paused_until")),
            "Wait. Often: fewer tools should share the account's limits"
        );
    }
    std::string evidence = "neither a pause nor a limit";
    if (!state.at("low_until").is_null()) {
        evidence = "few calls are left: polls wait until " + time_of(state.at("low_until"));
    }
    if (!state.at("remaining_calls").is_null()) {
        evidence += fmt::format(
            "; {} calls left, as Jira said last", state.at("remaining_calls").get<std::int64_t>()
        );
    }
    return provision::ok(kCheck, "", evidence);
}

}  // namespace

provision::Findings check_way(const config::Config& config, jira::AuthoritySource& authorities) {
    provision::Findings findings;
    if (config.site.auth.needs_gateway()) findings.push_back(check_authority(authorities));
    const auto answer = ask_daemon(config, "/control/site", "{}");
    const json state = answer ? json::parse(*answer, nullptr, false) : json();
    // A daemon that does not run is no mistake of the site's.
    if (state.is_object()) findings.push_back(judge_calls(state));
    return findings;
}

}  // namespace connector::cli
