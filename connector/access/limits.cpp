#include "connector/access/limits.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace connector::access {
namespace {

std::vector<std::string_view> groups_of(std::string_view ipv6_part) {
    if (ipv6_part.empty()) return {};
    return base::split(ipv6_part, ':');
}

}  // namespace

Limits::Limits(const base::Clock& clock, std::size_t max_keys)
    : clock_(clock), max_keys_(max_keys) {}

bool Limits::take(const LimitRule& rule, std::string_view key) {
    const base::Time now = clock_.now();
    const std::scoped_lock lock(mutex_);
    if (buckets_.size() >= max_keys_) make_room(now);

    std::string name(rule.name);
    name += '\n';
    name += key;
    const auto [entry, is_new] =
        buckets_.try_emplace(std::move(name), Bucket{rule.burst, now, now});
    Bucket& bucket = entry->second;
    const auto period = static_cast<double>(rule.period.count());
    const double refilled =
        rule.burst * static_cast<double>((now - bucket.filled).count()) / period;
    bucket.tokens = std::min(rule.burst, bucket.tokens + std::max(0.0, refilled));
    bucket.filled = std::max(bucket.filled, now);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    const double missing = (rule.burst - bucket.tokens) / rule.burst;
    bucket.full = bucket.filled + base::milliseconds(static_cast<std::int64_t>(missing * period));
    return true;
}

void Limits::make_room(base::Time now) {
    std::vector<base::Time> full;
    full.reserve(buckets_.size());
    for (const auto& [name, bucket] : buckets_) full.push_back(bucket.full);
    // The half that is full soonest goes: that bounds the table, and happens once for many keys.
    const auto middle = full.begin() + static_cast<std::ptrdiff_t>(full.size() / 2);
    std::nth_element(full.begin(), middle, full.end());
    const base::Time cut = std::max(now, *middle);
    std::erase_if(buckets_, [&](const auto& entry) { return entry.second.full <= cut; });
}

std::string client_network(std::string_view client_address) {
    if (client_address.find(':') == std::string_view::npos) return std::string(client_address);
    // "::" stands for the zeros that are missing from eight groups.
    const std::size_t gap = client_address.find("::");
    auto groups = groups_of(client_address.substr(0, gap));
    if (gap != std::string_view::npos) {
        const auto tail = groups_of(client_address.substr(gap + 2));
        while (groups.size() + tail.size() < 8) groups.emplace_back("0");
        groups.insert(groups.end(), tail.begin(), tail.end());
    }
    std::string network;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, groups.size()); ++i) {
        network += std::string(groups[i]) + ":";
    }
    return network + ":/64";
}

}  // namespace connector::access
