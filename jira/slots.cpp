#include "jira/slots.hpp"

#include <algorithm>
#include <utility>

namespace jira {

Slots::Slots(unsigned most)
    : most_(std::max(1U, most)), most_background_(std::max<std::size_t>(1, most_ / 2)) {}

void Slots::take(Urgency urgency, base::Resume granted) {
    {
        const std::scoped_lock lock(mutex_);
        // Whoever has room does not wait behind somebody who hasn't: lines are only as long as
        // there is no room for those in them.
        if (!has_room(urgency)) {
            lines_.at(static_cast<std::size_t>(urgency)).push_back(std::move(granted));
            return;
        }
        count(urgency);
    }
    granted();
}

void Slots::give_back(Urgency urgency) {
    base::Resume granted;
    {
        const std::scoped_lock lock(mutex_);
        --taken_;
        if (is_background(urgency)) --background_;
        granted = next();
    }
    if (granted) granted();
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
base::Resume Slots::next() {
    for (std::size_t i = 0; i < kUrgencies; ++i) {
        const auto urgency = static_cast<Urgency>(i);
        auto& line = lines_.at(i);
        if (line.empty() || !has_room(urgency)) continue;
        count(urgency);
        base::Resume granted = std::move(line.front());
        line.pop_front();
        return granted;
    }
    return {};
}

}  // namespace jira
