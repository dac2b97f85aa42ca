#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace connector::model {

/// How much is known about who is at the browser.
enum class Assurance {
    Anonymous,  ///< nothing
    Claimed,    ///< typed an address, not proven
    Verified,   ///< by a link, SSO or password
};

[[nodiscard]] constexpr std::string_view name_of(Assurance assurance) {
    switch (assurance) {
        case Assurance::Anonymous: return "anonymous";
        case Assurance::Claimed: return "claimed";
        case Assurance::Verified: return "verified";
    }
    return "anonymous";
}

/// What somebody signed in with.
enum class MadeBy { Link, Code, SignInWay, Password, Passkey };

[[nodiscard]] constexpr std::string_view name_of(MadeBy made_by) {
    switch (made_by) {
        case MadeBy::Link: return "link";
        case MadeBy::Code: return "code";
        case MadeBy::SignInWay: return "single sign-on";
        case MadeBy::Password: return "password";
        case MadeBy::Passkey: return "passkey";
    }
    return "link";
}

[[nodiscard]] constexpr MadeBy made_by_of(std::string_view name) {
    for (const auto made_by :
         {MadeBy::Code, MadeBy::SignInWay, MadeBy::Password, MadeBy::Passkey}) {
        if (name == name_of(made_by)) return made_by;
    }
    return MadeBy::Link;
}

struct Session {
    base::SessionId id;
    base::ContactId contact;
    Assurance assurance = Assurance::Anonymous;
    std::optional<base::LinkId> link;  ///< the link it was exchanged for
    base::Time created;
    base::Time last_seen;
    base::Time expires;  ///< the absolute limit
    base::milliseconds idle_limit{0};
    std::string device;  ///< a shortened User-Agent, for its owner's list
    MadeBy made_by = MadeBy::Link;

    [[nodiscard]] bool is_over(base::Time now) const {
        return now >= expires || now >= last_seen + idle_limit;
    }
};

}  // namespace connector::model
