#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "connector/provision/check.hpp"
#include "connector/provision/places.hpp"
#include "connector/provision/site_view.hpp"
#include "connector/provision/webhook_wish.hpp"
#include "jira/jql.hpp"
#include "jira/webhook.hpp"

namespace connector::provision {
namespace {

constexpr std::string_view kCheck = "webhook";
constexpr const char* kName = "jsm-connector";

/// Where the operator finds the secret.
std::string secret_of(const WebhookSettings& wanted) {
    return wanted.subject.empty() ? "site.webhook_secret"
                                  : fmt::format("webhook_secret of {}", wanted.subject);
}

/// Jira and people may space and quote it otherwise.
std::string essence(std::string_view filter) {
    std::string kept;
    for (const char c : filter) {
        if (c != ' ' && c != '"') kept += c;
    }
    return kept;
}

std::vector<std::string> missing_events(const jira::Webhook& found) {
    std::vector<std::string> missing;
    for (const std::string_view event : jira::kWebhookEvents) {
        const bool is_there =
            std::find(found.events.begin(), found.events.end(), event) != found.events.end();
        if (!is_there) missing.emplace_back(event);
    }
    return missing;
}

Finding list_trouble(
    const Settings& settings, const WebhookSettings& wanted, const base::Error& error
) {
    const bool is_refused = error.kind == base::ErrorKind::Denied ||
                            error.kind == base::ErrorKind::Unauthorized ||
                            error.kind == base::ErrorKind::Rejected;
    if (!is_refused) return unknown(kCheck, wanted.subject, error);
    Place place = webhooks_page(settings);
    place.menu += fmt::format(
        ": look for {} with the secret of {}; or make the connector's account a Jira administrator",
        wanted.url,
        secret_of(wanted)
    );
    return by_hand(
        kCheck, wanted.subject, "webhooks can't be listed: " + error.message, std::move(place)
    );
}

Finding mendable(
    const Settings& settings, const WebhookSettings& wanted, std::string evidence, Step step
) {
    return {
        .check = std::string(kCheck),
        .subject = wanted.subject,
        .state = State::Wrong,
        .evidence = std::move(evidence),
        .remedy = "connector provision does it.",
        .link = webhooks_page(settings).link,
        .step = std::move(step)};
}

Finding judge(
    SiteView& view, const WebhookSettings& wanted, const std::vector<jira::Webhook>& ours
) {
    const Settings& settings = view.settings();
    if (ours.size() > 1) {
        Place place = webhooks_page(settings);
        place.menu += ": remove all but one of them; each makes deliveries of its own";
        return by_hand(
            kCheck,
            wanted.subject,
            fmt::format("{} webhooks lead to {}", ours.size(), wanted.url),
            std::move(place)
        );
    }
    if (ours.empty()) {
        return mendable(
            settings,
            wanted,
            "no webhook leads here",
            {StepKind::RegisterWebhook,
             {{"webhook", "none", wanted.url},
              {"events", "none", fmt::format("{}", fmt::join(jira::kWebhookEvents, ", "))},
              {"filter", "none", jira::projects_jql(wanted.projects)},
              {"secret", "none", "the one configured"}}}
        );
    }
    auto found = differences(ours.front(), wanted, view.remembered());
    if (found.empty()) {
        return ok(
            kCheck, wanted.subject, fmt::format("registered as \"{}\", signed", ours.front().name)
        );
    }
    std::string evidence = "differs in its ";
    for (const Difference& difference : found) {
        if (&difference != &found.front()) evidence += ", ";
        evidence += difference.what;
    }
    return mendable(
        settings, wanted, std::move(evidence), {StepKind::RepairWebhook, std::move(found)}
    );
}

Finding check_one(SiteView& view, const WebhookSettings& wanted) {
    const Settings& settings = view.settings();
    if (settings.is_gateway) {
        Place place = webhooks_page(settings);
        place.menu +=
            fmt::format(": register {} with the secret of {}", wanted.url, secret_of(wanted));
        return by_hand(
            kCheck,
            wanted.subject,
            "site.api_url is a gateway, which does not serve webhooks",
            std::move(place)
        );
    }
    auto all = view.webhooks();
    if (!all) return list_trouble(settings, wanted, all.error());
    std::erase_if(*all, [&](const jira::Webhook& webhook) { return webhook.url != wanted.url; });
    return judge(view, wanted, *all);
}

}  // namespace

const WebhookSettings* find_webhook(const Settings& settings, std::string_view subject) {
    for (const WebhookSettings& each : settings.webhooks) {
        if (each.subject == subject) return &each;
    }
    return nullptr;
}

jira::Webhook wanted_webhook(const WebhookSettings& wanted) {
    return {
        .name = wanted.subject.empty() ? kName : fmt::format("{} {}", kName, wanted.subject),
        .url = wanted.url,
        .events = {jira::kWebhookEvents.begin(), jira::kWebhookEvents.end()},
        .filter = jira::projects_jql(wanted.projects)};
}

jira::Webhook repaired_webhook(const jira::Webhook& found, const WebhookSettings& wanted) {
    jira::Webhook repaired = found;
    for (std::string& event : missing_events(found)) repaired.events.push_back(std::move(event));
    std::string filter = jira::projects_jql(wanted.projects);
    if (essence(found.filter) != essence(filter)) repaired.filter = std::move(filter);
    repaired.is_enabled = true;
    repaired.has_body = true;
    return repaired;
}

std::vector<Difference> differences(
    const jira::Webhook& found, const WebhookSettings& wanted, const Remembered& remembered
) {
    std::vector<Difference> list;
    if (const auto missing = missing_events(found); !missing.empty()) {
        list.push_back({"events", "without", fmt::format("{}", fmt::join(missing, ", "))});
    }
    const std::string filter = jira::projects_jql(wanted.projects);
    if (essence(found.filter) != essence(filter)) {
        list.push_back({"filter", found.filter.empty() ? "everything" : found.filter, filter});
    }
    if (!found.is_enabled) list.push_back({"state", "disabled", "enabled"});
    if (!found.has_body) list.push_back({"body", "left out", "sent"});
    const auto registered = remembered.webhook_secret_marks.find(wanted.subject);
    const bool was_ours = registered != remembered.webhook_secret_marks.end();
    if (!found.is_signed) {
        list.push_back({"secret", "none", "the one configured"});
    } else if (!was_ours || registered->second != wanted.secret_mark) {
        list.push_back(
            {"secret",
             was_ours ? "an earlier one" : "one that we did not set",
             "the one configured"}
        );
    }
    return list;
}

Findings check_webhook(SiteView& view) {
    Findings findings;
    for (const WebhookSettings& wanted : view.settings().webhooks) {
        findings.push_back(check_one(view, wanted));
    }
    return findings;
}

}  // namespace connector::provision
