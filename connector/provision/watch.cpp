#include "connector/provision/watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "connector/provision/site_view.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/facts.hpp"

namespace connector::provision {
namespace {

int badness(State state) {
    switch (state) {
        case State::Ok: return 0;
        case State::Unknown: return 1;
        case State::ByHand: return 2;
        case State::Wrong: return 3;
    }
    return 3;
}

std::string fact_of(const Finding& finding) {
    return fmt::format("provision.{}.{}", finding.check, finding.subject);
}

}  // namespace

Watch::Watch(
    const Settings& settings,
    jira::SiteAdmin& site,
    jira::PortalProbe& probe,
    store::Database& database,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : settings_(settings),
      site_(site),
      probe_(probe),
      database_(database),
      memory_(database, clock),
      clock_(clock),
      log_(log) {
    for (const Check& check : checks()) {
        const std::string name(check.name);
        gauges_[name] = metrics.gauge(
            "connector_provision_state",
            "Whether the site is as the configuration wants it: 0 ok, 1 unknown, 2 by hand, 3 "
            "wrong.",
            {{"check", name}}
        );
        gauges_[name].set(badness(State::Unknown));
    }
}

void Watch::look() {
    auto remembered = memory_.recall();
    if (!remembered) return;  // the store's own trouble is told elsewhere
    SiteView view(settings_, site_, probe_, *std::move(remembered));
    const Findings findings = run_checks(view);
    publish(findings);
    for (const Finding& finding : findings) {
        if (finding.state != State::Unknown) compare(finding);
    }
}

void Watch::publish(const Findings& findings) {
    // What was not asked in this round, as the account is refused, is unknown.
    const bool is_whole = findings.empty() || findings.front().state == State::Ok;
    for (const auto& [name, gauge] : gauges_) {
        int worst = is_whole ? badness(State::Ok) : badness(State::Unknown);
        for (const Finding& finding : findings) {
            if (finding.check == name) worst = std::max(worst, badness(finding.state));
        }
        gauge.set(worst);
    }
}

void Watch::compare(const Finding& finding) {
    const bool is_ok = finding.state == State::Ok;
    const std::string fact = fact_of(finding);
    const auto before = database_.read([&](store::Connection& connection) {
        return store::Facts(connection).get(fact);
    });
    if (before && (*before == 1) == is_ok) return;
    database_.write([&](store::Connection& connection) {
        store::Facts(connection).set(fact, is_ok ? 1 : 0);
        if (!before && is_ok) return;  // never looked before: nothing has changed
        store::Audit(connection)
            .add(
                {.event = "provision.state_changed",
                 .detail = fmt::format(
                     "{} {}: {}", finding.check, finding.subject, name_of(finding.state)
                 )},
                clock_.now()
            );
    });
    if (!before && is_ok) return;
    log_.warning(
        "provision.state_changed",
        {{"check", finding.check},
         {"subject", finding.subject},
         {"state", name_of(finding.state)},
         {"evidence", finding.evidence}}
    );
}

}  // namespace connector::provision
