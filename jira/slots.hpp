#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <mutex>

#include "base/waiting.hpp"
#include "jira/urgency.hpp"

namespace jira {

/// How many calls may be under way at once. Who finds no room stands in line: the more urgent goes
/// first, and among equals whoever came first. Background work (urgency.hpp) never takes more than
/// half of the slots, so that something urgent waits for background work only when that is all
/// there is room for. Thread-safe.
class Slots {
public:
    /// `most` is at least 1.
    explicit Slots(unsigned most);

    /// Calls `granted` as soon as there is room: now, or in a later `give_back` and on its thread.
    /// Each grant must be given back once.
    void take(Urgency urgency, base::Resume granted);
    void give_back(Urgency urgency);

    /// How many stand in line.
    [[nodiscard]] std::size_t waiting() const;

private:
    [[nodiscard]] bool has_room(Urgency urgency) const;
    void count(Urgency urgency);
    [[nodiscard]] base::Resume next();

    const std::size_t most_;
    const std::size_t most_background_;
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::size_t taken_ = 0;
    std::size_t background_ = 0;
    std::array<std::deque<base::Resume>, kUrgencies> lines_;
};

}  // namespace jira
