#include <fmt/format.h>

#include "connector/provision/check.hpp"
#include "connector/provision/places.hpp"
#include "connector/provision/site_view.hpp"

/// Whether visitors reach Jira's own portal: the site's box "without logging in" and each project's
/// channel access. A verdict comes from what Jira said; nothing is concluded from silence.
namespace connector::provision {
namespace {

using Verdict = jira::PortalView::Verdict;

constexpr std::string_view kPortal = "portal_access";
constexpr std::string_view kChannel = "channel_access";

Finding judge_portal(SiteView& view, const ProjectSettings& project) {
    const std::string& subject = project.key.value();
    const Settings& settings = view.settings();
    const auto security = view.security(project.key);
    // Neither, when Jira does not tell.
    const bool is_on = security && security->global_anonymous_access.value_or(false);
    const bool is_off = security && !security->global_anonymous_access.value_or(true);
    const jira::PortalView seen = view.portal(project.key);
    if (is_off && seen.verdict != Verdict::Open) {
        return by_hand(
            kPortal, subject, "the site wants customers to log in", customer_access(settings)
        );
    }
    if (is_on && (seen.verdict != Verdict::Closed || !security->is_open)) {
        return ok(kPortal, subject, "the site lets visitors in without logging in");
    }
    if (is_on || is_off) {  // what Jira says and what it does are two things
        return {
            .check = std::string(kPortal),
            .subject = subject,
            .state = State::Unknown,
            .evidence =
                fmt::format("the site's box is {}, but {}", is_on ? "on" : "off", seen.evidence),
            .remedy = "Look again in a few minutes; then look at the page.",
            .link = customer_access(settings).link};
    }
    switch (seen.verdict) {
        case Verdict::Open: return ok(kPortal, subject, seen.evidence);
        case Verdict::Closed:
            return by_hand(
                kPortal,
                subject,
                seen.evidence + ": the site's box or the project's channel access is missing",
                customer_access(settings)
            );
        case Verdict::Unknown: break;
    }
    return unknown(kPortal, subject, {base::ErrorKind::Unavailable, seen.evidence, {}});
}

/// Without the internal call, by what a visitor sees.
Finding judge_channel_from_outside(
    SiteView& view, const ProjectSettings& project, const base::Error& why
) {
    const std::string& subject = project.key.value();
    const jira::PortalView seen = view.portal(project.key);
    if (seen.verdict == Verdict::Open) {
        return ok(kChannel, subject, seen.evidence + ", which takes an open desk");
    }
    if (seen.verdict == Verdict::Unknown) {
        return unknown(kChannel, subject, {base::ErrorKind::Unavailable, seen.evidence, {}});
    }
    return by_hand(
        kChannel,
        subject,
        fmt::format("{}; the setting itself: {}", seen.evidence, why.message),
        customer_permissions(view.settings(), project.key)
    );
}

Finding judge_channel(SiteView& view, const ProjectSettings& project) {
    const std::string& subject = project.key.value();
    const auto security = view.security(project.key);
    if (!security) {
        const base::ErrorKind kind = security.error().kind;
        const bool is_final = kind == base::ErrorKind::NotFound || kind == base::ErrorKind::Denied;
        if (is_final) return judge_channel_from_outside(view, project, security.error());
        return unknown(kChannel, subject, security.error());
    }
    if (security->is_open) return ok(kChannel, subject, "Open: anyone can submit requests");
    Finding closed = by_hand(
        kChannel,
        subject,
        "Restricted: only its own customers can submit requests",
        customer_permissions(view.settings(), project.key)
    );
    if (project.channel != Enforcement::Ensure) return closed;
    closed.state = State::Wrong;
    closed.remedy = "connector provision opens it. By hand: " + closed.remedy;
    closed.step = Step{StepKind::OpenChannel, {{"channel access", "Restricted", "Open"}}};
    return closed;
}

}  // namespace

Findings check_portal_access(SiteView& view) {
    Findings findings;
    for (const ProjectSettings& project : view.settings().projects) {
        if (project.portal == Enforcement::Ignore) continue;
        findings.push_back(judge_portal(view, project));
    }
    return findings;
}

Findings check_channel_access(SiteView& view) {
    Findings findings;
    for (const ProjectSettings& project : view.settings().projects) {
        if (project.channel == Enforcement::Ignore) continue;
        findings.push_back(judge_channel(view, project));
    }
    return findings;
}

}  // namespace connector::provision
