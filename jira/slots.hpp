#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "jira/urgency.hpp"

namespace jira {

/// How many calls may be under way at once. Who finds no room stands in line: the more urgent goes
/// first, and among equals whoever came first. Background work (urgency.hpp) never takes more than
/// half of the slots, so that something urgent waits for background work only when that is all
/// there is room for. Who has waited until its time is over is turned away by `expire`.
/// Thread-safe.
class Slots {
public:
    /// `most` is at least 1.
    explicit Slots(unsigned most);

    /// True: there was room, or false: in vain, its time in line is over.
    using Answer = std::function<void(bool is_granted)>;

    /// Answers once: now when there is room, or else from a later `give_back` or `expire`, on its
    /// thread. Each grant must be given back once. True: it stands in line (or has just left it);
    /// then somebody has to call `expire` now and then.
    bool take(Urgency urgency, base::Time until, Answer answer);
    void give_back(Urgency urgency);
    /// Answers in vain those in line whose time is over.
    void expire(base::Time now);

    /// How many stand in line.
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Waiting {
        base::Time until;
        Answer answer;
    };

    [[nodiscard]] bool has_room(Urgency urgency) const;
    void count(Urgency urgency);
    [[nodiscard]] Answer next();

    const std::size_t most_;
    const std::size_t most_background_;
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::size_t taken_ = 0;
    std::size_t background_ = 0;
    std::array<std::list<Waiting>, kUrgencies> lines_;
};

}  // namespace jira
