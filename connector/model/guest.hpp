#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/model/session.hpp"

namespace connector::model {

/// Our own row number of a guest's browser.
using GuestId = base::StrongId<struct GuestIdTag, std::int64_t>;

/// Who wrote it, for whoever else reads it.
inline constexpr const char* kGuestName = "A visitor";

/// A browser whose visitor has proven nothing, and what it may see all the same: the requests that
/// were raised in it, each by a capability of its own (SR-55).
struct Guest {
    GuestId id{};
    /// Normalised. Typed by the visitor, and nobody's until it is proven (SR-56).
    std::optional<std::string> claimed_address{};
    base::Time created{};
    base::Time last_seen{};
    base::Time expires{};  ///< the absolute limit
    base::milliseconds idle_limit{0};
    std::vector<base::RequestId> holds{};

    [[nodiscard]] bool is_over(base::Time now) const {
        return now >= expires || now >= last_seen + idle_limit;
    }

    [[nodiscard]] Assurance assurance() const {
        return claimed_address ? Assurance::Claimed : Assurance::Anonymous;
    }
};

/// "A visitor who gives the address ann@example.com, not verified," to be followed by what they
/// did: nobody may take the address for proven (SR-56).
[[nodiscard]] inline std::string name_for_agents(const Guest& guest) {
    if (!guest.claimed_address) return kGuestName;
    return std::string(kGuestName) + " who gives the address " + *guest.claimed_address +
           ", not verified,";
}

}  // namespace connector::model
