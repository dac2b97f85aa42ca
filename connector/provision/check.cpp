#include "connector/provision/check.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace connector::provision {
namespace {

constexpr std::array kChecks{
    Check{"account", check_account},
    Check{"permissions", check_permissions},
    Check{"fields", check_fields},
    Check{"webhook", check_webhook},
    Check{"channel_access", check_channel_access},
    Check{"portal_access", check_portal_access},
    Check{"help_center", check_help_center},
    Check{"kbot_user", check_kbot_user},
    Check{"kbot_membership", check_kbot_membership},
    Check{"notifications", check_notifications},
};

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::Ok: return "ok";
        case State::Wrong: return "wrong";
        case State::ByHand: return "by hand";
        case State::Unknown: return "unknown";
    }
    return "unknown";
}

std::span<const Check> checks() {
    return kChecks;
}

Findings run_checks(SiteView& view) {
    Findings all;
    for (const Check& check : kChecks) {
        Findings found = check.run(view);
        std::move(found.begin(), found.end(), std::back_inserter(all));
        if (check.run == check_account && !is_all_ok(all)) break;
    }
    return all;
}

bool is_all_ok(const Findings& findings) {
    return std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.state == State::Ok;
    });
}

Finding ok(std::string_view check, std::string subject, std::string evidence) {
    return {std::string(check), std::move(subject), State::Ok, std::move(evidence)};
}

Finding wrong(std::string_view check, std::string evidence, std::string remedy) {
    return {
        .check = std::string(check),
        .subject = {},
        .state = State::Wrong,
        .evidence = std::move(evidence),
        .remedy = std::move(remedy)};
}

Finding unknown(std::string_view check, std::string subject, const base::Error& error) {
    return {
        .check = std::string(check),
        .subject = std::move(subject),
        .state = State::Unknown,
        .evidence = error.message,
        .remedy = "Nothing is changed while this can't be read. Look again later."};
}

Finding by_hand(std::string_view check, std::string subject, std::string evidence, Place place) {
    return {
        .check = std::string(check),
        .subject = std::move(subject),
        .state = State::ByHand,
        .evidence = std::move(evidence),
        .remedy = std::move(place.menu),
        .link = std::move(place.link)};
}

}  // namespace connector::provision
