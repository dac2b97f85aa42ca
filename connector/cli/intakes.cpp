#include "connector/store/intakes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;
using Intake = store::Intakes::Intake;

std::string_view state_of(const Intake& intake) {
    if (intake.raised) return "raised";
    return intake.refusal ? "refused" : "waiting";
}

std::string key_of(const Intake& intake) {
    return intake.raised ? intake.raised->key.value() : "";
}

/// What was written is its maker's business; `connector export` has it.
ordered_json to_json(const Intake& intake) {
    const auto& [contact, guest] = intake.raiser;
    return {
        {"id", intake.id},
        {"state", state_of(intake)},
        {"project", intake.project.value()},
        {"type", intake.type},
        {"contact", contact ? ordered_json(contact->value()) : ordered_json(nullptr)},
        {"guest", guest ? ordered_json(*guest) : ordered_json(nullptr)},
        {"request", key_of(intake)},
        {"attempts", intake.attempts},
        {"created", base::format_time(intake.created)},
        {"error", intake.error},
    };
}

}  // namespace

int intakes_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto intakes = (*view)->database().read([&](store::Connection& connection) {
        return store::Intakes(connection).list(options.state, options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const Intake& intake : intakes) {
        list.push_back(to_json(intake));
        rows.push_back(
            {std::to_string(intake.id),
             std::string(state_of(intake)),
             intake.project.value(),
             key_of(intake),
             std::to_string(intake.attempts),
             base::format_time(intake.created),
             intake.error}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table(
            {"ID", "STATE", "PROJECT", "REQUEST", "TRIES", "WRITTEN", "LAST ERROR"},
            rows,
            "no requests were written here"
        );
    }
    return 0;
}

}  // namespace connector::cli
