#include "base/secret.hpp"

#include <utility>

#include <sodium.h>

#include "base/bytes.hpp"

namespace base {

Secret::Secret(std::string value) : value_(std::move(value)) {}

Secret::~Secret() {
    wipe();
}

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
    other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        value_ = std::move(other.value_);
        other.wipe();
    }
    return *this;
}

Secret Secret::clone() const {
    return Secret(value_);
}

bool Secret::equals(std::string_view claimed) const {
    return equal_constant_time(as_bytes(value_), as_bytes(claimed));
}

void Secret::wipe() noexcept {
    // The capacity, not the size: a short string lives in the object and keeps old bytes.
    sodium_memzero(value_.data(), value_.capacity());
    value_.clear();
}

}  // namespace base
