#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace base {

/// Unpredictable bytes. Thread-safe. An implementation that cannot deliver throws: no caller may
/// go on with weak or missing randomness (SR-10).
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> out) = 0;
    /// Uniform in [0, bound); `bound` > 0.
    [[nodiscard]] virtual std::uint32_t below(std::uint32_t bound) = 0;
};

}  // namespace base
