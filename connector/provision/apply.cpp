#include "connector/provision/apply.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/provision/webhook_wish.hpp"

namespace connector::provision {

using base::ErrorKind;
using Outcome = Deed::Outcome;

Apply::Apply(
    const Settings& settings,
    jira::SiteAdmin& site,
    jira::PortalProbe& probe,
    Memory& memory,
    base::Log& log
)
    : settings_(settings), site_(site), probe_(probe), memory_(memory), log_(log) {}

std::vector<Deed> Apply::run(const Plan& plan) {
    std::vector<Deed> deeds;
    for (const PlannedStep& planned : plan) {
        Deed deed = take(planned);
        if (deed.outcome == Outcome::Failed) {
            log_.warning(
                "provision.failed",
                {{"check", planned.check}, {"subject", planned.subject}, {"reason", deed.detail}}
            );
        }
        deeds.push_back(std::move(deed));
    }
    return deeds;
}

Deed Apply::take(const PlannedStep& planned) {
    const auto failed = [&](std::string detail) {
        return Deed{planned, Outcome::Failed, std::move(detail)};
    };
    auto view = fresh_view();
    if (!view) return failed("nothing was changed: " + view.error().message);
    const auto before = look(planned, *view);
    if (!before) return failed("nothing was changed: " + before.error().message);
    if (before->state == State::Ok) return {planned, Outcome::NotNeeded, before->evidence};
    if (before->state != State::Wrong || !before->step) {
        return failed("nothing was changed: " + before->evidence);
    }
    if (const auto written = write(planned, *before, *view); !written) {
        return failed(written.error().message);
    }
    record(planned, *before);

    auto later = fresh_view();
    if (!later) return failed("done, but not confirmed: " + later.error().message);
    const auto after = look(planned, *later);
    if (!after) return failed("done, but not confirmed: " + after.error().message);
    if (after->state != State::Ok) {
        return failed("Jira took the change and shows something else: " + after->evidence);
    }
    return {planned, Outcome::Done, after->evidence};
}

base::Result<SiteView> Apply::fresh_view() {
    auto remembered = memory_.recall();
    if (!remembered) return base::fail(remembered);
    return SiteView(settings_, site_, probe_, *std::move(remembered));
}

base::Result<Finding> Apply::look(const PlannedStep& planned, SiteView& view) {
    const auto all = checks();
    const auto check = std::find_if(all.begin(), all.end(), [&](const Check& each) {
        return each.name == planned.check;
    });
    if (check == all.end()) return base::fail(ErrorKind::Invalid, "no such check");
    Findings findings = check->run(view);
    for (Finding& finding : findings) {
        if (finding.subject == planned.subject) return std::move(finding);
    }
    return base::fail(ErrorKind::NotFound, "the configuration no longer asks for it");
}

base::Result<void> Apply::write(const PlannedStep& planned, const Finding& now, SiteView& view) {
    const base::ProjectKey project(planned.subject);
    switch (now.step->kind) {
        case StepKind::OpenChannel: return open_channel(project, view);
        case StepKind::CreateKbotUser:
        case StepKind::RememberKbotUser: {
            const bool is_there = now.step->kind == StepKind::RememberKbotUser;
            const auto account = is_there ? find_kbot(view) : create_kbot(view);
            if (!account) return base::fail(account);
            return memory_.remember_kbot(*account);
        }
        case StepKind::AddKbotToDesk: return add_to_desk(project, view);
        case StepKind::RegisterWebhook: {
            const WebhookSettings* wanted = find_webhook(settings_, planned.subject);
            if (wanted == nullptr) return base::fail(ErrorKind::NotFound, "no such webhook");
            const auto created = site_.create_webhook(wanted_webhook(*wanted), wanted->secret);
            if (!created) return created;
            return memory_.remember_webhook_secret(wanted->subject, wanted->secret_mark);
        }
        case StepKind::RepairWebhook: return repair_webhook(planned.subject, view);
    }
    return base::fail(ErrorKind::Invalid, "no such step");
}

base::Result<void> Apply::open_channel(const base::ProjectKey& project, SiteView& view) {
    const auto read = view.security(project);
    if (!read) return base::fail(read);
    jira::RequestSecurity wanted = *read;
    wanted.is_open = true;
    // Refused with 403 while the site does not let customers create accounts.
    if (read->public_signup && read->global_signup == true) wanted.public_signup = true;
    return site_.set_request_security(project, wanted);
}

base::Result<base::AccountId> Apply::create_kbot(SiteView& view) {
    const auto made = site_.create_customer(*settings_.kbot_address, kKbotName);
    if (made) return made->account_id;
    // Two of us at once, or an account that does not show its address.
    if (made.error().kind == ErrorKind::Conflict) return find_kbot(view);
    if (made.error().kind != ErrorKind::Denied) return base::fail(made);
    return base::fail(
        ErrorKind::Denied,
        made.error().message + ": only a Jira administrator creates customers. Add a customer \"" +
            kKbotName + "\" with the address of provision.kbot_email by hand"
    );
}

base::Result<base::AccountId> Apply::find_kbot(SiteView& view) {
    const auto desk = view.any_desk();
    if (!desk) return base::fail(desk);
    const auto found = site_.find_by_address(*desk, *settings_.kbot_address);
    if (!found) return base::fail(found);
    if (!*found) {
        return base::fail(
            ErrorKind::Conflict,
            "an account has the address of provision.kbot_email and does not show it: name another"
        );
    }
    if ((*found)->display_name != kKbotName) {
        return base::fail(
            ErrorKind::Conflict, "the address of provision.kbot_email belongs to somebody else"
        );
    }
    return (*found)->account_id;
}

base::Result<void> Apply::add_to_desk(const base::ProjectKey& project, SiteView& view) {
    if (!view.remembered().kbot) {
        return base::fail(ErrorKind::NotFound, "nothing was changed: there is no Kbot user yet");
    }
    const auto desk = view.desk(project);
    if (!desk) return base::fail(desk);
    return site_.add_customer(*desk, *view.remembered().kbot);
}

base::Result<void> Apply::repair_webhook(std::string_view subject, SiteView& view) {
    const WebhookSettings* wanted = find_webhook(settings_, subject);
    if (wanted == nullptr) return base::fail(ErrorKind::NotFound, "no such webhook");
    const auto all = view.site().webhooks();
    if (!all) return base::fail(all);
    const auto found = std::find_if(all->begin(), all->end(), [&](const jira::Webhook& each) {
        return each.url == wanted->url;
    });
    if (found == all->end()) return base::fail(ErrorKind::NotFound, "the webhook is gone by now");
    const auto updated = site_.update_webhook(repaired_webhook(*found, *wanted), wanted->secret);
    if (!updated) return updated;
    return memory_.remember_webhook_secret(wanted->subject, wanted->secret_mark);
}

void Apply::record(const PlannedStep& planned, const Finding& before) {
    const std::string change = describe(*before.step);
    log_.info(
        "provision.applied",
        {{"check", planned.check}, {"subject", planned.subject}, {"change", change}}
    );
    const std::string where = planned.subject.empty() ? "site" : planned.subject;
    const auto noted =
        memory_.note({.event = "provision.applied", .detail = fmt::format("{}: {}", where, change)}
        );
    if (noted) return;
    log_.error("provision.not_noted", {{"reason", noted.error().message}, {"change", change}});
}

}  // namespace connector::provision
