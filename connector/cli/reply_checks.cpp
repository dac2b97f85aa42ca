#include "connector/cli/reply_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "connector/provision/places.hpp"

namespace connector::cli {
namespace {

using base::ErrorKind;
using provision::Finding;
using provision::Findings;

constexpr const char* kCheck = "replies";

Finding credential_trouble(const base::Error& error) {
    if (error.kind != ErrorKind::Unauthorized) return provision::unknown(kCheck, "", error);
    Finding finding = provision::wrong(
        kCheck,
        error.message,
        "Mend site.replies: the address and its API token. Tokens end after a year at most."
    );
    finding.link = "https://id.atlassian.com/manage-profile/security/api-tokens";
    return finding;
}

base::Result<base::AccountId> id_of(const config::ReplyAccount& account, jira::SiteAdmin& replies) {
    std::optional<base::AccountId> named;
    if (!account.account_id.empty()) named = base::AccountId(account.account_id);
    return jira::account_behind(replies.myself(), named);
}

Finding judge(const jira::User& account, const jira::User& connector) {
    if (account.account_id == connector.account_id) {
        return provision::wrong(
            kCheck,
            "it is the account of site.auth, whose words are an agent's",
            "Make an account for it that is a customer and nothing more, or leave site.replies out"
        );
    }
    if (!account.is_active) {
        return provision::wrong(
            kCheck, "the account is deactivated", "Activate it in the site's administration"
        );
    }
    return provision::ok(kCheck, "", "posts as " + account.display_name);
}

Finding check_who_it_is(const base::Result<base::AccountId>& id, jira::SiteAdmin& connector) {
    if (!id) {
        const ErrorKind kind = id.error().kind;
        if (kind != ErrorKind::Unauthorized && kind != ErrorKind::Denied) {
            return provision::unknown(kCheck, "", id.error());
        }
        return provision::wrong(
            kCheck,
            "it is not certain which account it is: " + id.error().message,
            "Name its id in site.replies.account_id; the account's page in the site's "
            "administration has it in its address"
        );
    }
    const auto me = connector.myself();
    if (!me) return provision::unknown(kCheck, "", me.error());
    const auto account = connector.user(*id);
    if (!account && account.error().kind == ErrorKind::NotFound) {
        return provision::wrong(
            kCheck,
            "the site has no account of that id",
            "Mend site.replies.account_id, or leave it out"
        );
    }
    if (!account) return provision::unknown(kCheck, "", account.error());
    return judge(*account, *me);
}

/// Of an account that is not proven to be a customer and nothing more: it may have a licence and be
/// no agent here. Whether Jira counts its words as an agent's tells.
base::Result<bool> is_agent(jira::SiteAdmin& replies, const base::ProjectKey& project) {
    constexpr std::array kAgent{std::string_view("SERVICEDESK_AGENT")};
    const auto held = replies.permissions(project, kAgent);
    if (held) {
        const auto found = held->find(std::string(kAgent.front()));
        return found != held->end() && found->second;
    }
    // The platform's API is for those with a licence, and a project is hidden from who has no part
    // in it.
    switch (held.error().kind) {
        case ErrorKind::Unauthorized:
        case ErrorKind::Denied:
        case ErrorKind::NotFound: return false;
        default: return base::fail(held);
    }
}

Finding check_desk(
    const provision::Settings& settings,
    const base::ProjectKey& project,
    const std::vector<jira::Desk>& seen,
    bool is_only_customer,
    jira::SiteAdmin& replies
) {
    const bool sees = std::any_of(seen.begin(), seen.end(), [&](const jira::Desk& desk) {
        return desk.project == project;
    });
    if (!sees) {
        return provision::by_hand(
            kCheck,
            project.value(),
            "the account of site.replies does not see this desk: make it a customer of it",
            provision::project_customers(settings, project)
        );
    }
    const auto agent = is_only_customer ? base::Result<bool>(false) : is_agent(replies, project);
    if (!agent) return provision::unknown(kCheck, project.value(), agent.error());
    if (!*agent) return provision::ok(kCheck, project.value(), "a customer of the desk");
    Finding finding = provision::wrong(
        kCheck,
        "the account of site.replies is an agent of this desk: Jira counts its replies as answers",
        "Take its licence and its role in the project away, or name an account that is a customer "
        "and nothing more"
    );
    finding.subject = project.value();
    return finding;
}

}  // namespace

Findings check_reply_account(
    const config::ReplyAccount& account,
    const provision::Settings& settings,
    jira::SiteAdmin& connector,
    jira::SiteAdmin& replies,
    jira::CustomerProof& proof
) {
    // What every customer may ask; the platform's API is not for them.
    const auto desks = replies.desks();
    if (!desks) return {credential_trouble(desks.error())};
    const auto id = id_of(account, replies);
    Findings findings{check_who_it_is(id, connector)};
    const auto standing = id ? proof.look_at(*id) : base::Result<jira::Standing>(base::fail(id));
    const bool is_only_customer = standing && standing->is_customer;
    for (const provision::ProjectSettings& project : settings.projects) {
        findings.push_back(check_desk(settings, project.key, *desks, is_only_customer, replies));
    }
    return findings;
}

}  // namespace connector::cli
