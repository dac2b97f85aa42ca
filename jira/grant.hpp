#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace jira {

/// What an OAuth consent has given us so far.
struct Grant {
    base::Secret refresh_token;   ///< good for one renewal
    base::Secret access_token{};  ///< empty: none yet
    base::Time expires{};         ///< the access token

    [[nodiscard]] Grant clone() const {
        return {refresh_token.clone(), access_token.clone(), expires};
    }
};

/// Keeps the grant over restarts. One owner at a time calls it.
class GrantKeeper {
public:
    virtual ~GrantKeeper() = default;
    /// The one saved last, or the one that the consent began with.
    [[nodiscard]] virtual base::Result<Grant> load() = 0;
    /// It is on disk when this returns without an error.
    [[nodiscard]] virtual base::Result<void> save(const Grant& grant) = 0;
    /// The consent has ended: for those who look at the store.
    virtual void note_refused() = 0;
};

/// Turns a refresh token into the next grant.
class GrantRenewer {
public:
    virtual ~GrantRenewer() = default;
    /// Unauthorized: the consent has ended and a person has to authorise again. Others: not now.
    [[nodiscard]] virtual base::Result<Grant> renew(const base::Secret& refresh_token) = 0;
};

}  // namespace jira
