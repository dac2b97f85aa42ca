#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/links.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// Typing the code of a mail instead of opening its link, for who reads mail on another device
/// (SR-23). A code is good in the one browser that asked for it, as long as its link is open, and
/// uses that link. So few tries are granted that guessing is hopeless (docs/security.md has the
/// sum): five at a code, twenty at a contact's in a day, ten from a network and thirty at all codes
/// in ten minutes. All are counted before anything is compared. Thread-safe.
class Codes {
public:
    Codes(
        store::Database& database,
        Links& links,
        const KeyRing& keys,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    /// NotFound, the same and after the same work, for a wrong code, one that was used or tried too
    /// often, and a browser for which there is none (SR-30).
    [[nodiscard]] base::Result<Links::Exchanged> exchange(
        std::string_view typed, const Links::Opener& opener
    );

private:
    [[nodiscard]] base::Result<Links::Exchanged> attempt(
        store::Connection& connection, std::string_view code, const Links::Opener& opener
    );

    store::Database& database_;
    Links& links_;
    const KeyRing& keys_;
    const base::Clock& clock_;
    base::Log& log_;
    Limits limits_;
    base::Metrics::Counter accepted_;
    base::Metrics::Counter refused_;
};

}  // namespace connector::access
