#pragma once

#include <mutex>
#include <random>

#include "base/random.hpp"

namespace tests {

/// The same bytes on every run. Thread-safe.
class SeededRandom final : public base::Random {
public:
    explicit SeededRandom(std::uint32_t seed = 1) : engine_(seed) {}

    void fill(std::span<std::byte> out) override {
        const std::scoped_lock lock(mutex_);
        for (std::byte& byte : out) byte = static_cast<std::byte>(engine_() & 0xFFU);
    }

    [[nodiscard]] std::uint32_t below(std::uint32_t bound) override {
        const std::scoped_lock lock(mutex_);
        return static_cast<std::uint32_t>(engine_() % bound);
    }

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace tests
