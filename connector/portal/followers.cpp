#include "connector/portal/followers.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace connector::portal {
namespace {

using Index = std::unordered_map<std::string, std::vector<std::uint64_t>>;

void erase_from(Index& index, const std::string& key, std::uint64_t id) {
    const auto found = index.find(key);
    if (found == index.end()) return;
    std::erase(found->second, id);
    if (found->second.empty()) index.erase(found);
}

}  // namespace

std::string Follower::owner() const {
    if (session) return fmt::format("s{}", session->value());
    return fmt::format("g{}", guest->value());
}

Followers::Added Followers::add(Follower follower) {
    const std::scoped_lock lock(mutex_);
    follower.id = ++last_;
    Added added{.id = follower.id};
    const auto entry = std::make_shared<const Follower>(std::move(follower));
    followers_.emplace(entry->id, entry);
    index(entry);
    auto& of_one = by_owner_[entry->owner()];
    of_one.push_back(entry->id);
    if (of_one.size() > kMostOfOne) added.replaced = take(of_one.front());
    return added;
}

void Followers::remove(std::uint64_t id) {
    const std::scoped_lock lock(mutex_);
    take(id);
}

Followers::Found Followers::take(std::uint64_t id) {
    const auto found = followers_.find(id);
    if (found == followers_.end()) return nullptr;
    Found follower = found->second;
    followers_.erase(found);
    forget(*follower);
    erase_from(by_owner_, follower->owner(), id);
    return follower;
}

void Followers::move(std::uint64_t id, FollowKeys keys) {
    const std::scoped_lock lock(mutex_);
    const auto found = followers_.find(id);
    if (found == followers_.end()) return;
    forget(*found->second);
    Follower moved = *found->second;
    moved.keys = std::move(keys);
    found->second = std::make_shared<const Follower>(std::move(moved));
    index(found->second);
}

void Followers::index(const Found& follower) {
    for (const FollowKey& key : follower->keys) by_key_[key].push_back(follower->id);
}

void Followers::forget(const Follower& follower) {
    for (const FollowKey& key : follower.keys) erase_from(by_key_, key, follower.id);
}

std::vector<Followers::Found> Followers::of(const FollowKeys& keys) const {
    const std::scoped_lock lock(mutex_);
    std::set<std::uint64_t> ids;
    for (const FollowKey& key : keys) {
        const auto found = by_key_.find(key);
        if (found != by_key_.end()) ids.insert(found->second.begin(), found->second.end());
    }
    std::vector<Found> all;
    all.reserve(ids.size());
    for (const std::uint64_t id : ids) all.push_back(followers_.at(id));
    return all;
}

std::vector<Followers::Found> Followers::all() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Found> all;
    all.reserve(followers_.size());
    for (const auto& [id, follower] : followers_) all.push_back(follower);
    return all;
}

std::size_t Followers::size() const {
    const std::scoped_lock lock(mutex_);
    return followers_.size();
}

}  // namespace connector::portal
