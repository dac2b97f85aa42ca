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

std::string filter_for(const std::vector<ProjectSettings>& projects) {
    std::vector<base::ProjectKey> keys;
    for (const ProjectSettings& project : projects) keys.push_back(project.key);
    return jira::projects_jql(keys);
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

Finding list_trouble(const Settings& settings, const base::Error& error) {
    const bool is_refused = error.kind == base::ErrorKind::Denied ||
                            error.kind == base::ErrorKind::Unauthorized ||
                            error.kind == base::ErrorKind::Rejected;
    if (!is_refused) return unknown(kCheck, "", error);
    Place place = webhooks_page(settings.site_url);
    place.menu += fmt::format(
        ": look for {} with the secret of site.webhook_secret; or make the connector's account a "
        "Jira administrator",
        settings.webhook_url
    );
    return by_hand(kCheck, "", "webhooks can't be listed: " + error.message, std::move(place));
}

Finding mendable(const Settings& settings, std::string evidence, Step step) {
    return {
        .check = std::string(kCheck),
        .subject = {},
        .state = State::Wrong,
        .evidence = std::move(evidence),
        .remedy = "connector provision does it.",
        .link = webhooks_page(settings.site_url).link,
        .step = std::move(step)};
}

Finding judge(SiteView& view, const std::vector<jira::Webhook>& ours) {
    const Settings& settings = view.settings();
    if (ours.size() > 1) {
        Place place = webhooks_page(settings.site_url);
        place.menu += ": remove all but one of them; each makes deliveries of its own";
        return by_hand(
            kCheck, "", fmt::format("{} webhooks lead here", ours.size()), std::move(place)
        );
    }
    if (ours.empty()) {
        return mendable(
            settings,
            "no webhook leads here",
            {StepKind::RegisterWebhook,
             {{"webhook", "none", settings.webhook_url},
              {"events", "none", fmt::format("{}", fmt::join(jira::kWebhookEvents, ", "))},
              {"filter", "none", filter_for(settings.projects)},
              {"secret", "none", "the one configured"}}}
        );
    }
    auto found = differences(ours.front(), settings, view.remembered());
    if (found.empty()) {
        return ok(kCheck, "", fmt::format("registered as \"{}\", signed", ours.front().name));
    }
    std::string evidence = "differs in its ";
    for (const Difference& difference : found) {
        if (&difference != &found.front()) evidence += ", ";
        evidence += difference.what;
    }
    return mendable(settings, std::move(evidence), {StepKind::RepairWebhook, std::move(found)});
}

}  // namespace

jira::Webhook wanted_webhook(const Settings& settings) {
    return {
        .name = kName,
        .url = settings.webhook_url,
        .events = {jira::kWebhookEvents.begin(), jira::kWebhookEvents.end()},
        .filter = filter_for(settings.projects)};
}

jira::Webhook repaired_webhook(const jira::Webhook& found, const Settings& settings) {
    jira::Webhook repaired = found;
    for (std::string& event : missing_events(found)) repaired.events.push_back(std::move(event));
    if (essence(found.filter) != essence(filter_for(settings.projects))) {
        repaired.filter = filter_for(settings.projects);
    }
    repaired.is_enabled = true;
    repaired.has_body = true;
    return repaired;
}

std::vector<Difference> differences(
    const jira::Webhook& found, const Settings& settings, const Remembered& remembered
) {
    std::vector<Difference> list;
    if (const auto missing = missing_events(found); !missing.empty()) {
        list.push_back({"events", "without", fmt::format("{}", fmt::join(missing, ", "))});
    }
    const std::string wanted = filter_for(settings.projects);
    if (essence(found.filter) != essence(wanted)) {
        list.push_back({"filter", found.filter.empty() ? "everything" : found.filter, wanted});
    }
    if (!found.is_enabled) list.push_back({"state", "disabled", "enabled"});
    if (!found.has_body) list.push_back({"body", "left out", "sent"});
    if (!found.is_signed) {
        list.push_back({"secret", "none", "the one configured"});
    } else if (remembered.webhook_secret_mark != settings.webhook_secret_mark) {
        const bool was_ours = remembered.webhook_secret_mark.has_value();
        list.push_back(
            {"secret",
             was_ours ? "an earlier one" : "one that we did not set",
             "the one configured"}
        );
    }
    return list;
}

Findings check_webhook(SiteView& view) {
    const Settings& settings = view.settings();
    if (settings.is_gateway) {
        Place place = webhooks_page(settings.site_url);
        place.menu += fmt::format(
            ": register {} with the secret of site.webhook_secret", settings.webhook_url
        );
        return {by_hand(
            kCheck, "", "site.api_url is a gateway, which does not serve webhooks", std::move(place)
        )};
    }
    auto all = view.site().webhooks();
    if (!all) return {list_trouble(settings, all.error())};
    std::erase_if(*all, [&](const jira::Webhook& webhook) {
        return webhook.url != settings.webhook_url;
    });
    return {judge(view, *all)};
}

}  // namespace connector::provision
