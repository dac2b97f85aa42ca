#pragma once

#include <string>
#include <string_view>

namespace base {

/// A password, key or token in memory: cannot be copied, printed or compared with `==`, and is
/// wiped when it dies. `reveal()` is the one way to the value; call it where the value leaves the
/// process and nowhere else.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value);
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] std::string_view reveal() const { return value_; }

    [[nodiscard]] bool empty() const { return value_.empty(); }

    /// A second copy, for an owner with a life of its own. Explicit so that copies stay countable.
    [[nodiscard]] Secret clone() const;
    [[nodiscard]] bool equals(std::string_view claimed) const;

private:
    void wipe() noexcept;

    std::string value_;
};

}  // namespace base
