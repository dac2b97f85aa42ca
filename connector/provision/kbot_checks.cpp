#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/provision/check.hpp"
#include "connector/provision/places.hpp"
#include "connector/provision/site_view.hpp"

/// The customer in whose name anonymous requests are raised: there once, found again by account or
/// address and never by name, and customer of each desk.
namespace connector::provision {
namespace {

constexpr std::string_view kUser = "kbot_user";
constexpr std::string_view kMembership = "kbot_membership";

Place customers_page(SiteView& view) {
    const auto& projects = view.settings().projects;
    if (projects.empty()) return {};
    return project_customers(view.settings(), projects.front().key);
}

Finding trouble(SiteView& view, std::string evidence, std::string_view what_to_do) {
    Place place = customers_page(view);
    place.menu = what_to_do;
    return by_hand(kUser, "", std::move(evidence), std::move(place));
}

Finding mendable(std::string evidence, StepKind kind, Difference difference) {
    return {
        .check = std::string(kUser),
        .subject = {},
        .state = State::Wrong,
        .evidence = std::move(evidence),
        .remedy = "connector provision does it.",
        .step = Step{kind, {std::move(difference)}}};
}

Finding judge_known(SiteView& view, const jira::User& user) {
    if (!user.is_active) {
        return trouble(
            view,
            "the account is deactivated",
            "As a site administrator: give the customer its access back, or name another "
            "provision.kbot_email"
        );
    }
    if (user.display_name != kKbotName) {
        return trouble(
            view,
            fmt::format("renamed: it is called \"{}\"", user.display_name),
            fmt::format("Give the customer its name back: {}", kKbotName)
        );
    }
    return ok(kUser, "", "there, under the account that we know");
}

Finding judge_found(SiteView& view, const jira::User& user) {
    if (user.display_name != kKbotName) {
        // Adopting it would lock a person out: nobody's Kbot user gets a link (SR-55).
        return trouble(
            view,
            fmt::format("the address belongs to \"{}\"", user.display_name),
            "Name an address of its own in provision.kbot_email"
        );
    }
    if (!user.is_active) return judge_known(view, user);
    return mendable(
        "there, and not written down here yet",
        StepKind::RememberKbotUser,
        {"account", "not known here", "known"}
    );
}

Finding find_by_address(SiteView& view, const std::string& address) {
    const auto desk = view.any_desk();
    if (!desk) return unknown(kUser, "", desk.error());
    const auto found = view.site().find_by_address(*desk, address);
    if (!found) return unknown(kUser, "", found.error());
    if (*found) return judge_found(view, **found);
    return mendable(
        "no account with its address can be seen",
        StepKind::CreateKbotUser,
        {"customer", "none", fmt::format("{} <{}>", kKbotName, base::mask_address(address))}
    );
}

bool is_of_address(const jira::User& user, const std::string& address) {
    return !user.email || base::equal_ignoring_case(*user.email, address);
}

Finding judge_membership(
    SiteView& view, const ProjectSettings& project, const std::string& address
) {
    const std::string& subject = project.key.value();
    Finding missing{
        .check = std::string(kMembership),
        .subject = subject,
        .state = State::Wrong,
        .evidence = "the Kbot user is no customer of this desk",
        .remedy = "connector provision adds it.",
        .link = project_customers(view.settings(), project.key).link,
        .step = Step{StepKind::AddKbotToDesk, {{"customer of the desk", "no", "yes"}}}};
    if (!view.remembered().kbot) return missing;
    const auto desk = view.desk(project.key);
    if (!desk) return unknown(kMembership, subject, desk.error());
    const auto is_there = view.site().is_customer(
        *desk, {.account_id = *view.remembered().kbot, .display_name = kKbotName, .email = address}
    );
    if (!is_there) return unknown(kMembership, subject, is_there.error());
    if (*is_there) return ok(kMembership, subject, "the Kbot user is a customer of this desk");
    return missing;
}

}  // namespace

Findings check_kbot_user(SiteView& view) {
    const Settings& settings = view.settings();
    if (!settings.kbot_address) {
        const bool is_needed = std::any_of(
            settings.projects.begin(),
            settings.projects.end(),
            [](const ProjectSettings& project) { return project.takes_anonymous_requests; }
        );
        if (!is_needed) return {};
        return {
            {.check = std::string(kUser),
             .subject = {},
             .state = State::Wrong,
             .evidence = "access.anonymous is on, and the Kbot user has no address",
             .remedy = "Name an address of its own in provision.kbot_email"}};
    }
    if (view.remembered().kbot) {
        const auto user = view.site().user(*view.remembered().kbot);
        if (!user && user.error().kind != base::ErrorKind::NotFound) {
            return {unknown(kUser, "", user.error())};
        }
        // Gone, or another address was configured since: whoever has the address counts.
        if (user && is_of_address(*user, *settings.kbot_address)) return {judge_known(view, *user)};
    }
    return {find_by_address(view, *settings.kbot_address)};
}

Findings check_kbot_membership(SiteView& view) {
    Findings findings;
    if (!view.settings().kbot_address) return findings;
    for (const ProjectSettings& project : view.settings().projects) {
        findings.push_back(judge_membership(view, project, *view.settings().kbot_address));
    }
    return findings;
}

}  // namespace connector::provision
