#include "config/assistant_checks.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"

namespace config {
namespace {

using Kind = AssistantStepKind;

/// Steps that may be passed without the visitor's doing anything: who is known is not asked who
/// they are, and where nobody may search no articles are looked for.
bool may_pass_by_itself(Kind kind) {
    return kind == Kind::Say || kind == Kind::Identify || kind == Kind::FindArticles;
}

class Checker {
public:
    explicit Checker(const AssistantCheck& check) : check_(check) {}

    bool run() {
        expect_step("start", check_.flow.start, check_.start);
        expect_step("people", check_.flow.people, check_.people);
        for (const auto& [name, place] : check_.places) {
            for (const auto& target : place.targets) {
                expect_step(target.key, target.step, target.mark);
            }
        }
        if (!is_good_) return false;  // the rest would only repeat it
        if (check_.flow.steps.at(check_.flow.people).kind != Kind::People) {
            fail(
                check_.people,
                fmt::format(
                    "people must name a step of kind people, '{}' is none", check_.flow.people
                )
            );
            return false;
        }
        refuse_unreachable();
        refuse_silent_circles();
        return is_good_;
    }

private:
    void fail(Mark mark, std::string message) {
        is_good_ = false;
        check_.report.add(check_.file, mark, std::move(message));
    }

    void expect_step(std::string_view key, const std::string& name, Mark mark) {
        const auto& steps = check_.flow.steps;
        if (steps.contains(name)) return;
        std::vector<std::string_view> names;
        for (const auto& [known, step] : steps) names.push_back(known);
        const auto near = base::nearest(name, names);
        fail(
            mark,
            fmt::format(
                "{}: there is no step '{}'{}",
                key,
                base::shorten(name, 40),
                near ? fmt::format(", did you mean '{}'?", *near) : ""
            )
        );
    }

    void reach(const std::string& name, std::set<std::string>& reached) const {
        std::vector<std::string> open{name};
        while (!open.empty()) {
            const std::string next = std::move(open.back());
            open.pop_back();
            if (!reached.insert(next).second) continue;
            for (const auto& target : check_.places.at(next).targets) open.push_back(target.step);
        }
    }

    void refuse_unreachable() {
        std::set<std::string> reached;
        reach(check_.flow.start, reached);
        reach(check_.flow.people, reached);
        for (const auto& [name, place] : check_.places) {
            if (reached.contains(name)) continue;
            fail(
                place.mark,
                fmt::format("nothing leads to the step '{}'; remove it, or name it in a next", name)
            );
        }
    }

    void refuse_silent_circles() {
        std::set<std::string> told;
        for (const auto& [name, step] : check_.flow.steps) {
            std::vector<std::string> way;
            std::string at = name;
            while (!at.empty() && may_pass_by_itself(check_.flow.steps.at(at).kind)) {
                if (std::find(way.begin(), way.end(), at) != way.end()) break;
                way.push_back(at);
                at = check_.flow.steps.at(at).next;
            }
            const bool is_circle = !way.empty() && at == name;
            if (!is_circle || told.contains(name)) continue;
            told.insert(way.begin(), way.end());
            fail(
                check_.places.at(name).mark,
                fmt::format(
                    "the steps {} lead to each other and ask nothing; put a question between",
                    fmt::join(way, ", ")
                )
            );
        }
    }

    const AssistantCheck& check_;
    bool is_good_ = true;
};

}  // namespace

bool check_assistant(const AssistantCheck& check) {
    return Checker(check).run();
}

}  // namespace config
