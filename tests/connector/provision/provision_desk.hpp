#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "connector/provision/apply.hpp"
#include "connector/provision/check.hpp"
#include "connector/provision/memory.hpp"
#include "connector/provision/plan.hpp"
#include "connector/provision/settings.hpp"
#include "connector/provision/site_view.hpp"
#include "tests/support/fake_site.hpp"
#include "tests/support/support_desk.hpp"

namespace tests {

/// A site that matches, its configuration, and a store that remembers.
struct ProvisionDesk : SupportDesk {
    static constexpr std::int64_t kMark = 4711;

    ProvisionDesk() {
        settings.site_url = "https://acme.atlassian.net";
        settings.webhooks.push_back(
            {.url = "https://support.acme.example/webhooks/jira",
             .secret = base::Secret("webhook-secret-of-a-test"),
             .secret_mark = kMark,
             .projects = {project()}}
        );
        settings.allow_internal_api = true;
        settings.kbot_address = "kbot@acme.example";
        settings.projects = {
            {.key = project(),
             .portal = connector::provision::Enforcement::Ensure,
             .channel = connector::provision::Enforcement::Ensure,
             .takes_anonymous_requests = true,
             .reminds_of_notifications = false}};
    }

    /// Webhook and Kbot user are there, as after an earlier run.
    void is_provisioned() {
        site.users.push_back(kbot());
        site.customers.push_back(kbot().account_id);
        site.registered.push_back(webhook());
        EXPECT_TRUE(memory.remember_kbot(kbot().account_id));
        EXPECT_TRUE(memory.remember_webhook_secret("", kMark));
    }

    static jira::User kbot() {
        return {
            .account_id = base::AccountId("qm:kbot"),
            .display_name = connector::provision::kKbotName,
            .email = "Kbot@acme.example",
            .is_customer = true};
    }

    static jira::Webhook webhook() {
        return {
            .id = "17",
            .name = "Ours",
            .url = "https://support.acme.example/webhooks/jira",
            .events =
                {"jira:issue_created",
                 "jira:issue_updated",
                 "jira:issue_deleted",
                 "comment_created",
                 "comment_updated",
                 "comment_deleted"},
            .filter = "project in (\"SUP\")",
            .is_signed = true};
    }

    [[nodiscard]] connector::provision::SiteView view() {
        return {settings, site, site, *memory.recall()};
    }

    connector::provision::Findings look() {
        auto fresh = view();
        return run_checks(fresh);
    }

    /// The one finding of that check.
    [[nodiscard]] connector::provision::Finding finding(std::string_view check) {
        for (auto& each : look()) {
            if (each.check == check) return each;
        }
        return {.check = "none", .subject = {}, .evidence = "no finding"};
    }

    [[nodiscard]] connector::provision::State state(std::string_view check) {
        return finding(check).state;
    }

    /// Looks, plans, applies; what became of the steps.
    std::vector<connector::provision::Deed> apply() {
        return connector::provision::Apply(settings, site, site, memory, log).run(plan_of(look()));
    }

    FakeSite site;
    connector::provision::Settings settings;
    connector::provision::StoreMemory memory{database, clock};
};

}  // namespace tests
