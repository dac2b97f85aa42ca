#include "connector/cli/provision_report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/text.hpp"
#include "config/load.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;
using provision::Deed;
using provision::Finding;
using provision::State;

constexpr std::size_t kWidth = 96;

/// The numbers of ECMA-48's SGR.
constexpr int kRed = 31;
constexpr int kGreen = 32;
constexpr int kYellow = 33;
constexpr int kBlue = 34;
constexpr int kBold = 1;

std::string painted(std::string_view text, int colour, Colours colours) {
    if (colours == Colours::Off) return std::string(text);
    return fmt::format("\033[{}m{}\033[0m", colour, text);
}

int colour_of(State state) {
    switch (state) {
        case State::Ok: return kGreen;
        case State::Wrong: return kRed;
        case State::ByHand: return kYellow;
        case State::Unknown: return kBlue;
    }
    return kBlue;
}

std::string_view where(std::string_view subject) {
    return subject.empty() ? "site" : subject;
}

/// Lines of at most kWidth, broken at blanks, all with the indent.
std::string wrapped(std::string_view text, std::size_t indent) {
    const std::string margin(indent, ' ');
    std::string result;
    std::string line;
    for (const std::string_view word : base::split(text, ' ')) {
        if (!line.empty() && indent + line.size() + 1 + word.size() > kWidth) {
            result += margin + line + "\n";
            line.clear();
        }
        if (!line.empty()) line += ' ';
        line += word;
    }
    return result + margin + line + "\n";
}

std::string title(std::string_view check) {
    std::string words(check);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string heading(const provision::PlannedStep& planned) {
    return fmt::format("@@ {} {} @@", where(planned.subject), title(planned.check));
}

/// What was not there has no line of its own.
std::string difference_lines(const provision::Step& step, Colours colours) {
    std::string text;
    for (const auto& [what, before, after] : step.differences) {
        if (before != "none") {
            text += painted(fmt::format("- {}: {}", what, before), kRed, colours) + "\n";
        }
        text += painted(fmt::format("+ {}: {}", what, after), kGreen, colours) + "\n";
    }
    return text;
}

std::string_view name_of(Deed::Outcome outcome) {
    switch (outcome) {
        case Deed::Outcome::Done: return "done";
        case Deed::Outcome::NotNeeded: return "not needed";
        case Deed::Outcome::Failed: return "failed";
    }
    return "failed";
}

ordered_json differences_of(const provision::Step& step) {
    ordered_json list = ordered_json::array();
    for (const provision::Difference& difference : step.differences) {
        list.push_back(
            {{"what", difference.what}, {"before", difference.before}, {"after", difference.after}}
        );
    }
    return list;
}

}  // namespace

Colours colours_of_stdout() {
    const auto refused = config::ProcessEnvironment{}.variable("NO_COLOR");
    const bool is_refused = refused && !refused->empty();
    return ::isatty(STDOUT_FILENO) == 1 && !is_refused ? Colours::On : Colours::Off;
}

std::string findings_report(const provision::Findings& findings, Colours colours) {
    std::size_t check_width = 5;
    std::size_t subject_width = 5;
    for (const Finding& finding : findings) {
        check_width = std::max(check_width, finding.check.size());
        subject_width = std::max(subject_width, where(finding.subject).size());
    }
    std::string text = painted(
        fmt::format(
            "{:<{}}  {:<{}}  {:<7}  {}",
            "CHECK",
            check_width,
            "WHERE",
            subject_width,
            "STATE",
            "WHAT WAS SEEN"
        ),
        kBold,
        colours
    );
    text += '\n';
    for (const Finding& finding : findings) {
        text += fmt::format(
            "{:<{}}  {:<{}}  {}  {}\n",
            title(finding.check),
            check_width,
            where(finding.subject),
            subject_width,
            painted(
                fmt::format("{:<7}", name_of(finding.state)), colour_of(finding.state), colours
            ),
            finding.evidence
        );
    }
    const std::string remedies = remedies_report(findings, colours);
    if (remedies.empty()) return text + "\nEverything is well.\n";
    return text + "\nTo do:\n" + remedies;
}

std::string plan_report(const provision::Plan& plan, Colours colours) {
    std::string text;
    for (const provision::PlannedStep& planned : plan) {
        text += painted(heading(planned), kBold, colours) + "\n";
        text += difference_lines(planned.step, colours);
    }
    return text;
}

std::string deeds_report(const std::vector<Deed>& deeds, Colours colours) {
    std::string text;
    for (const Deed& deed : deeds) {
        const bool has_failed = deed.outcome == Deed::Outcome::Failed;
        text += fmt::format(
            "{} {}\n",
            painted(heading(deed.planned), kBold, colours),
            painted(name_of(deed.outcome), has_failed ? kRed : kGreen, colours)
        );
        text += deed.outcome == Deed::Outcome::Done ? difference_lines(deed.planned.step, colours)
                                                    : wrapped(deed.detail, 4);
    }
    return text;
}

std::string remedies_report(const provision::Findings& findings, Colours colours) {
    std::string text;
    for (const Finding& finding : findings) {
        if (finding.state == State::Ok) continue;
        text += fmt::format(
            "  {} {}\n",
            painted(
                fmt::format("{} {}", where(finding.subject), title(finding.check)), kBold, colours
            ),
            painted(fmt::format("({})", name_of(finding.state)), colour_of(finding.state), colours)
        );
        text += wrapped(finding.evidence, 4);
        if (!finding.remedy.empty()) text += wrapped(finding.remedy, 4);
        if (!finding.link.empty()) text += fmt::format("    {}\n", finding.link);
    }
    return text;
}

ordered_json to_json(const provision::Findings& findings) {
    ordered_json list = ordered_json::array();
    for (const Finding& finding : findings) {
        list.push_back(
            {{"check", finding.check},
             {"subject", finding.subject},
             {"state", name_of(finding.state)},
             {"evidence", finding.evidence},
             {"remedy", finding.remedy},
             {"link", finding.link}}
        );
    }
    return list;
}

ordered_json to_json(const provision::Plan& plan) {
    ordered_json list = ordered_json::array();
    for (const provision::PlannedStep& planned : plan) {
        list.push_back(
            {{"check", planned.check},
             {"subject", planned.subject},
             {"differences", differences_of(planned.step)}}
        );
    }
    return list;
}

ordered_json to_json(const std::vector<Deed>& deeds) {
    ordered_json list = ordered_json::array();
    for (const Deed& deed : deeds) {
        list.push_back(
            {{"check", deed.planned.check},
             {"subject", deed.planned.subject},
             {"outcome", name_of(deed.outcome)},
             {"detail", deed.detail},
             {"differences", differences_of(deed.planned.step)}}
        );
    }
    return list;
}

}  // namespace connector::cli
