#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "connector/provision/check.hpp"
#include "connector/provision/places.hpp"
#include "connector/provision/site_view.hpp"

/// Who we are to the site, and what the site lets us do.
namespace connector::provision {
namespace {

constexpr std::string_view kBrowse = "BROWSE_PROJECTS";
constexpr std::string_view kComment = "ADD_COMMENTS";
constexpr std::string_view kAgent = "SERVICEDESK_AGENT";
constexpr std::string_view kProjectAdmin = "ADMINISTER_PROJECTS";
constexpr std::string_view kJiraAdmin = "ADMINISTER";
constexpr std::array kAsked{kBrowse, kComment, kAgent, kProjectAdmin, kJiraAdmin};
/// Without these the connector does not do its work; the others only let it mend settings.
constexpr std::array kRequired{kBrowse, kComment, kAgent};

constexpr std::string_view kRequestTypeKind = "com.atlassian.servicedesk:vp-origin";

std::string account_remedy(const Settings& settings) {
    if (settings.is_datacenter) {
        return "Mend site.auth: the personal access token, or the user name and its password. "
               "Tokens may end, and can be revoked, in the account's profile. Is site.kind right?";
    }
    return "Mend site.auth: the address and its API token. Tokens end after a year at most. "
           "Is site.kind right?";
}

std::string account_link(const Settings& settings) {
    if (settings.is_datacenter) return settings.site_url + "/secure/ViewProfile.jspa";
    return "https://id.atlassian.com/manage-profile/security/api-tokens";
}

/// The configuration speaks of one kind of site, and the site is of the other.
Finding other_kind(bool is_cloud) {
    return wrong(
        "account",
        is_cloud ? "the site is Jira Cloud, and site.kind says datacenter"
                 : "the site is Jira Data Center, and site.kind says cloud",
        is_cloud ? "Say site.kind: cloud, and give site.auth the account's address and API token."
                 : "Say site.kind: datacenter, and give site.auth a personal access token "
                   "(kind: bearer)."
    );
}

Finding account_trouble(const Settings& settings, const base::Error& error) {
    Finding finding = unknown("account", "", error);
    if (error.kind == base::ErrorKind::Unauthorized) {
        finding.state = State::Wrong;
        finding.remedy = account_remedy(settings);
        finding.link = account_link(settings);
    } else {
        finding.remedy =
            "Are site.url, site.ca_file and site.proxy right, and does a firewall or an IP "
            "allow-list stand between?";
    }
    return finding;
}

bool holds(const std::map<std::string, bool>& held, std::string_view key) {
    const auto found = held.find(std::string(key));
    return found != held.end() && found->second;
}

Finding judge_permissions(
    const Settings& settings,
    const ProjectSettings& project,
    const std::map<std::string, bool>& held
) {
    std::string missing;
    for (const std::string_view key : kRequired) {
        if (!holds(held, key)) missing += fmt::format("{}{}", missing.empty() ? "" : ", ", key);
    }
    const std::string& subject = project.key.value();
    if (!missing.empty()) {
        return by_hand(
            "permissions",
            subject,
            "the account lacks " + missing,
            project_people(settings, project.key)
        );
    }
    return ok(
        "permissions",
        subject,
        fmt::format(
            "agent; {} the project, {} Jira",
            holds(held, kProjectAdmin) ? "administers" : "does not administer",
            holds(held, kJiraAdmin) ? "administers" : "does not administer"
        )
    );
}

/// `mypermissions` knows projects; only the desk itself says whether we are an agent of it.
Finding judge_agent(SiteView& view, const ProjectSettings& project, Finding so_far) {
    const auto desk = view.desk(project.key);
    const auto type = view.shown_type(project.key);
    if (!desk || !type) return so_far;  // help_center tells
    const auto may = view.site().may_raise_for_others(*desk, *type);
    if (!may) return unknown("permissions", project.key.value(), may.error());
    if (*may) return so_far;
    return by_hand(
        "permissions",
        project.key.value(),
        "the account may not raise requests for others: it is no agent of this desk",
        project_people(view.settings(), project.key)
    );
}

}  // namespace

Findings check_account(SiteView& view) {
    const auto info = view.site().server_info();
    const Settings& settings = view.settings();
    if (!info) return {account_trouble(settings, info.error())};
    if (info->is_cloud == settings.is_datacenter) return {other_kind(info->is_cloud)};
    const auto me = view.site().myself();
    if (!me) return {account_trouble(settings, me.error())};
    if (!me->is_active) {
        return {by_hand("account", "", "the account is deactivated", {})};
    }
    return {ok("account", "", fmt::format("signed in as {}", me->display_name))};
}

Findings check_permissions(SiteView& view) {
    Findings findings;
    for (const ProjectSettings& project : view.settings().projects) {
        const auto held = view.site().permissions(project.key, kAsked);
        if (!held && held.error().kind == base::ErrorKind::NotFound) {
            findings.push_back(by_hand(
                "permissions",
                project.key.value(),
                "the account does not see this project",
                project_people(view.settings(), project.key)
            ));
        } else if (!held) {
            findings.push_back(unknown("permissions", project.key.value(), held.error()));
        } else {
            Finding finding = judge_permissions(view.settings(), project, *held);
            if (finding.state == State::Ok)
                finding = judge_agent(view, project, std::move(finding));
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

Findings check_fields(SiteView& view) {
    const auto kinds = view.site().field_kinds();
    if (!kinds) return {unknown("fields", "", kinds.error())};
    const auto count = std::count(kinds->begin(), kinds->end(), kRequestTypeKind);
    if (count > 0) {
        return {ok("fields", "", fmt::format("the request type is there ({} field)", count))};
    }
    return {by_hand(
        "fields",
        "",
        "no field holds the request type, so no request can be told from an issue",
        {"Is Jira Service Management on this site, with a licence for the connector's account?", ""}
    )};
}

Findings check_help_center(SiteView& view) {
    Findings findings;
    for (const ProjectSettings& project : view.settings().projects) {
        const std::string& subject = project.key.value();
        const auto type = view.shown_type(project.key);
        if (type) {
            findings.push_back(
                ok("help_center", subject, fmt::format("customers see \"{}\"", type->name))
            );
        } else if (type.error().kind != base::ErrorKind::NotFound) {
            findings.push_back(unknown("help_center", subject, type.error()));
        } else {
            findings.push_back(by_hand(
                "help_center",
                subject,
                type.error().message,
                request_types(view.settings(), project.key)
            ));
        }
    }
    return findings;
}

Findings check_notifications(SiteView& view) {
    Findings findings;
    for (const ProjectSettings& project : view.settings().projects) {
        if (project.reminds_of_notifications) {
            findings.push_back(by_hand(
                "notifications",
                project.key.value(),
                "no call tells whether Jira mails customers as well, who would get two mails",
                customer_notifications(view.settings(), project.key)
            ));
        } else {
            findings.push_back(ok(
                "notifications", project.key.value(), "Jira's own are off, says the configuration"
            ));
        }
    }
    return findings;
}

}  // namespace connector::provision
