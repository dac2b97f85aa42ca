#include "base/turns.hpp"

#include <utility>

namespace base {

Turns::Turn Turns::take() {
    wait_for([this](Resume resume) {
        {
            const std::scoped_lock lock(mutex_);
            if (is_taken_) {
                waiting_.push_back(std::move(resume));
                return;
            }
            is_taken_ = true;
        }
        resume();
    });
    return Turn(*this);
}

void Turns::give_on() {
    Resume next;
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_.empty()) {
            is_taken_ = false;
            return;
        }
        next = std::move(waiting_.front());
        waiting_.pop_front();
    }
    next();
}

}  // namespace base
