#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/cli/provision_memory.hpp"
#include "connector/cli/provision_report.hpp"
#include "connector/cli/site_reach.hpp"
#include "connector/provision/apply.hpp"
#include "connector/settings_from_config.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;
using provision::Deed;
using provision::Findings;
using provision::Plan;
using provision::Remembered;
using provision::State;

Findings look(const provision::Settings& settings, SiteReach& reach, Remembered remembered) {
    provision::SiteView view(settings, reach.site(), reach.probe(), std::move(remembered));
    return run_checks(view);
}

/// Those that `provision` itself does not mend.
Findings left_to_people(const Findings& findings) {
    Findings left;
    for (const auto& finding : findings) {
        if (finding.state != State::Ok && !finding.step) left.push_back(finding);
    }
    return left;
}

/// `above`: something was printed already.
void print_rest(bool above, const Findings& left, Colours colours) {
    if (left.empty()) return;
    fmt::print("{}Left to do, {}:\n", above ? "\n" : "", left.size());
    fmt::print("{}", remedies_report(left, colours));
}

int show_plan(const Common& common, const Findings& findings) {
    const Plan plan = plan_of(findings);
    const bool matches = is_all_ok(findings);
    if (common.json) {
        const ordered_json report{
            {"matches", matches}, {"plan", to_json(plan)}, {"findings", to_json(findings)}};
        fmt::print("{}\n", report.dump(2));
        return matches ? 0 : 1;
    }
    const Colours colours = colours_of_stdout();
    fmt::print("{}", plan_report(plan, colours));
    print_rest(!plan.empty(), left_to_people(findings), colours);
    if (matches) {
        fmt::print("The site matches the configuration.\n");
    } else if (!plan.empty()) {
        fmt::print(
            "\n{} to change, by: connector provision --config {}\n",
            plan.size() == 1 ? "1 setting" : fmt::format("{} settings", plan.size()),
            common.config.string()
        );
    }
    return matches ? 0 : 1;
}

int show_deeds(const Common& common, const std::vector<Deed>& deeds, const Findings& findings) {
    const bool matches = is_all_ok(findings);
    if (common.json) {
        const ordered_json report{
            {"matches", matches}, {"deeds", to_json(deeds)}, {"findings", to_json(findings)}};
        fmt::print("{}\n", report.dump(2));
        return matches ? 0 : 1;
    }
    const Colours colours = colours_of_stdout();
    fmt::print("{}", deeds_report(deeds, colours));
    Findings left;
    for (const auto& finding : findings) {
        if (finding.state != State::Ok) left.push_back(finding);
    }
    print_rest(!deeds.empty(), left, colours);
    if (matches) fmt::print("The site matches the configuration.\n");
    return matches ? 0 : 1;
}

int plan_only(const Common& common, const config::Config& config) {
    const auto keys = access::KeyRing::open(config.keys_directory);
    const auto settings = provision_settings(config, keys ? &*keys : nullptr);
    auto remembered = recall(config);
    if (!remembered) return print_error(remembered.error());
    SiteReach reach(config);
    return show_plan(common, look(settings, reach, *std::move(remembered)));
}

int apply(const Common& common, const config::Config& config) {
    base::SodiumRandom random;
    const auto keys = access::KeyRing::load(config.keys_directory, random);
    if (!keys) return print_error(keys.error());
    const auto settings = provision_settings(config, &*keys);
    const auto memory = open_memory(config);
    if (!memory) return print_error(memory.error());
    auto remembered = (*memory)->recall();
    if (!remembered) return print_error(remembered.error());

    SiteReach reach(config);
    NoLog log;  // the audit and the output have it
    Findings findings = look(settings, reach, *std::move(remembered));
    const Plan plan = plan_of(findings);
    const std::vector<Deed> deeds =
        provision::Apply(settings, reach.site(), reach.probe(), **memory, log).run(plan);
    if (!plan.empty()) {
        remembered = (*memory)->recall();
        if (!remembered) return print_error(remembered.error());
        findings = look(settings, reach, *std::move(remembered));
    }
    return show_deeds(common, deeds, findings);
}

}  // namespace

int provision_site(const Common& common, bool is_plan) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    return is_plan ? plan_only(common, *config) : apply(common, *config);
}

}  // namespace connector::cli
