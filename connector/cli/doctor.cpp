#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "connector/cli/assistant_checks.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/help_checks.hpp"
#include "connector/cli/local_checks.hpp"
#include "connector/cli/output.hpp"
#include "connector/cli/provision_memory.hpp"
#include "connector/cli/provision_report.hpp"
#include "connector/cli/reply_checks.hpp"
#include "connector/cli/sign_in_checks.hpp"
#include "connector/cli/site_checks.hpp"
#include "connector/cli/site_reach.hpp"
#include "connector/provision/site_view.hpp"
#include "connector/settings_from_config.hpp"
#include "connector/site_parts.hpp"

namespace connector::cli {

using nlohmann::ordered_json;

namespace {

/// While it is refused, nothing else is asked with it.
bool is_account_well(const provision::Findings& findings) {
    return std::all_of(findings.begin(), findings.end(), [](const provision::Finding& finding) {
        return finding.check != "account" || finding.state == provision::State::Ok;
    });
}

}  // namespace

int doctor(const Common& common) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    provision::Findings findings = run_local_checks(*config);

    const auto keys = access::KeyRing::open(config->keys_directory);
    const auto settings = provision_settings(*config, keys ? &*keys : nullptr);
    // A store that can't be read is a finding already; the site is looked at all the same.
    auto remembered = recall(*config).value_or(provision::Remembered{});
    SiteReach reach(*config);
    provision::Findings of_way = check_way(*config, reach.authorities());
    std::move(of_way.begin(), of_way.end(), std::back_inserter(findings));
    provision::Findings of_help = check_help(*config, reach);
    std::move(of_help.begin(), of_help.end(), std::back_inserter(findings));
    provision::Findings of_sign_in = check_sign_in(*config);
    std::move(of_sign_in.begin(), of_sign_in.end(), std::back_inserter(findings));
    provision::SiteView view(settings, reach.site(), reach.probe(), std::move(remembered));
    provision::Findings of_site = run_checks(view);
    std::move(of_site.begin(), of_site.end(), std::back_inserter(findings));

    if (is_account_well(findings)) {
        const auto directory =
            make_directory(*config, reach.way().lane(jira::Urgency::Poll), reach.clock());
        provision::Findings of_assistants = check_assistants(*config, *directory);
        std::move(of_assistants.begin(), of_assistants.end(), std::back_inserter(findings));
    }
    jira::SiteAdmin* const replies = reach.site_of_replies();
    if (replies != nullptr && is_account_well(findings)) {
        provision::Findings of_replies = check_reply_account(
            config->site.replies.value(), settings, reach.site(), *replies, reach.customer_proof()
        );
        std::move(of_replies.begin(), of_replies.end(), std::back_inserter(findings));
    }

    const bool is_well = is_all_ok(findings);
    if (common.json) {
        const ordered_json report{{"well", is_well}, {"findings", to_json(findings)}};
        fmt::print("{}\n", report.dump(2));
    } else {
        fmt::print("{}", findings_report(findings, colours_of_stdout()));
    }
    return is_well ? 0 : 1;
}

}  // namespace connector::cli
