#include "connector/mirror/errand.hpp"

#include <utility>

namespace connector::mirror {

void Errand::ask(Scope scope) {
    const std::scoped_lock lock(mutex_);
    if (asked_ != Scope::Everything) asked_ = scope;
    state_ = {.is_open = true};
}

Errand::State Errand::state() const {
    const std::scoped_lock lock(mutex_);
    return state_;
}

std::optional<Errand::Scope> Errand::take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(asked_, std::nullopt);
}

void Errand::finish() {
    const std::scoped_lock lock(mutex_);
    if (!asked_) state_ = {};
}

void Errand::fail(const base::Error& error) {
    const std::scoped_lock lock(mutex_);
    if (state_.is_open && !asked_) state_ = {.is_open = false, .error = error};
}

}  // namespace connector::mirror
