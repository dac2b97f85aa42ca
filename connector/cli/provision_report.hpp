#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "connector/provision/apply.hpp"
#include "connector/provision/check.hpp"
#include "connector/provision/plan.hpp"

/// How findings, plans and deeds are shown: to people, with colours on a terminal only, and to
/// machines. Pure but for `is_terminal`.
namespace connector::cli {

enum class Colours { Off, On };

/// Whether standard output is a terminal that wants colours (https://no-color.org).
[[nodiscard]] Colours colours_of_stdout();

/// Every finding in a table, then what is to be done about those that are not well.
[[nodiscard]] std::string findings_report(const provision::Findings& findings, Colours colours);
/// Reads like a diff: what is there, with '-', and what would be, with '+'.
[[nodiscard]] std::string plan_report(const provision::Plan& plan, Colours colours);
/// What became of each step.
[[nodiscard]] std::string deeds_report(const std::vector<provision::Deed>& deeds, Colours colours);
/// What is left for people: remedies with menus and links.
[[nodiscard]] std::string remedies_report(const provision::Findings& findings, Colours colours);

[[nodiscard]] nlohmann::ordered_json to_json(const provision::Findings& findings);
[[nodiscard]] nlohmann::ordered_json to_json(const provision::Plan& plan);
[[nodiscard]] nlohmann::ordered_json to_json(const std::vector<provision::Deed>& deeds);

}  // namespace connector::cli
