#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What may be kept of a password: Argon2id (RFC 9106) by libsodium, as a text that names its own
/// cost and salt ("$argon2id$v=19$m=65536,t=3,p=1$..."). Slow and large on purpose: call it where
/// nobody else waits for the thread (base/work_pool.hpp). Thread-safe.
namespace base {

/// The default is more than OWASP asks for (m=19 MiB, t=2): about 0.1 s on one core of a small
/// server. Memory is taken for the call only.
struct PasswordCost {
    std::uint64_t passes = 3;
    std::size_t memory = std::size_t{64} << 20U;
};

/// Nothing when the memory is not to be had.
[[nodiscard]] std::optional<std::string> hash_password(
    std::string_view password, const PasswordCost& cost
);

/// False also for a text that is no such hash, and when the memory is not to be had.
[[nodiscard]] bool fits_password(const std::string& hash, std::string_view password);

}  // namespace base
