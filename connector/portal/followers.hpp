#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "connector/http/event_stream.hpp"
#include "connector/model/guest.hpp"
#include "connector/portal/settings.hpp"

namespace connector::portal {

/// By what a follower is found when a request changes: a contact, a guest's browser, or an account
/// that it may be shared with. "c7", "g3", "o12", "d acme.example".
using FollowKey = std::string;
using FollowKeys = std::vector<FollowKey>;

/// An open page that wants to be told: whose it is, and where to tell it. One of `session` and
/// `guest` is set. What its owner may see is not kept: that is asked anew for each event.
struct Follower {
    std::uint64_t id = 0;  ///< chosen by Followers
    const PortalProject* project = nullptr;
    std::optional<base::SessionId> session{};
    std::optional<model::GuestId> guest{};
    FollowKeys keys{};
    std::weak_ptr<http::EventStream> stream{};

    /// The same for all pages of one browser: "s7", "g3".
    [[nodiscard]] std::string owner() const;
};

/// All of them, with an index. Thread-safe; the lock is held for the look-up only.
class Followers {
public:
    using Found = std::shared_ptr<const Follower>;

    /// Of one browser at a time: one for each window that somebody looks at, and to spare.
    static constexpr std::size_t kMostOfOne = 4;

    struct Added {
        std::uint64_t id = 0;
        Found replaced{};  ///< one too many: the oldest of this browser, which is out already
    };

    Added add(Follower follower);
    void remove(std::uint64_t id);
    /// It is to be found by these from now on.
    void move(std::uint64_t id, FollowKeys keys);

    /// Each once.
    [[nodiscard]] std::vector<Found> of(const FollowKeys& keys) const;
    [[nodiscard]] std::vector<Found> all() const;
    [[nodiscard]] std::size_t size() const;

private:
    Found take(std::uint64_t id);
    void index(const Found& follower);
    void forget(const Follower& follower);

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, Found> followers_;
    std::unordered_map<std::string, std::vector<std::uint64_t>> by_key_;
    std::unordered_map<std::string, std::vector<std::uint64_t>> by_owner_;  ///< oldest first
};

}  // namespace connector::portal
