#include "jira/slots.hpp"

#include <algorithm>
#include <utility>

namespace jira {

Slots::Slots(unsigned most)
    : most_(std::max(1U, most)), most_background_(std::max<std::size_t>(1, most_ / 2)) {}

bool Slots::take(Urgency urgency, base::Time until, Answer answer) {
    {
        const std::scoped_lock lock(mutex_);
        // Whoever has room does not wait behind somebody who hasn't: lines are only as long as
        // there is no room for those in them.
        if (!has_room(urgency)) {
            lines_.at(static_cast<std::size_t>(urgency)).push_back({until, std::move(answer)});
            return true;
        }
        count(urgency);
    }
    answer(true);
    return false;
}

void Slots::give_back(Urgency urgency) {
    Answer answer;
    {
        const std::scoped_lock lock(mutex_);
        --taken_;
        if (is_background(urgency)) --background_;
        answer = next();
    }
    if (answer) answer(true);
}

void Slots::expire(base::Time now) {
    std::vector<Answer> in_vain;
    {
        const std::scoped_lock lock(mutex_);
        for (auto& line : lines_) {
            line.remove_if([&](Waiting& waiting) {
                if (now < waiting.until) return false;
                in_vain.push_back(std::move(waiting.answer));
                return true;
            });
        }
    }
    for (const Answer& answer : in_vain) answer(false);
}

std::size_t Slots::waiting() const {
    const std::scoped_lock lock(mutex_);
    std::size_t count = 0;
    for (const auto& line : lines_) count += line.size();
    return count;
}

bool Slots::has_room(Urgency urgency) const {
    return taken_ < most_ && (!is_background(urgency) || background_ < most_background_);
}

void Slots::count(Urgency urgency) {
    ++taken_;
    if (is_background(urgency)) ++background_;
}

/// One slot became free, so one at most can go.
Slots::Answer Slots::next() {
    for (std::size_t i = 0; i < kUrgencies; ++i) {
        const auto urgency = static_cast<Urgency>(i);
        auto& line = lines_.at(i);
        if (line.empty() || !has_room(urgency)) continue;
        count(urgency);
        Answer answer = std::move(line.front().answer);
        line.pop_front();
        return answer;
    }
    return {};
}

}  // namespace jira
