#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace connector::access {

/// So many at once, refilled evenly over a period.
struct LimitRule {
    std::string_view name;
    double burst = 1;
    base::milliseconds period{60'000};  ///< in which a whole burst comes back
};

/// Token buckets in memory, by rule and key (an address, a client's network). Thread-safe. Full
/// tables forget the buckets that are full soonest, so that many keys do not empty a used-up one.
class Limits {
public:
    explicit Limits(const base::Clock& clock, std::size_t max_keys = 100'000);

    /// Takes one; false when the bucket is empty.
    [[nodiscard]] bool take(const LimitRule& rule, std::string_view key);

private:
    struct Bucket {
        double tokens = 0;
        base::Time filled;
        base::Time full;  ///< when it will be, left alone: from then on it says nothing
    };

    void make_room(base::Time now);

    const base::Clock& clock_;
    const std::size_t max_keys_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;  ///< guarded by mutex_
};

/// What limits count together: an IPv4 address, or the /64 network of an IPv6 address.
[[nodiscard]] std::string client_network(std::string_view client_address);

}  // namespace connector::access
