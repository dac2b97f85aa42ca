#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/turns.hpp"
#include "jira/authority.hpp"
#include "jira/grant.hpp"

namespace jira {

/// OAuth 2.0 (3LO): access tokens of an hour, renewed two minutes ahead of their end with a refresh
/// token that is spent by each renewal.
///
/// A refresh token that is used a second time, later than ten minutes after the first, ends the
/// whole consent. So there is one owner of the grant (`base::Turns`): whoever needs a token while
/// it is renewed waits for the outcome; and a new grant is on disk before anything of it is used.
/// Killed between the answer and the commit, the next process finds the spent token and the old
/// access token's end, and renews at once, within those ten minutes.
///
/// An ended consent (`invalid_grant`) is not tried again by this process: calls fail as
/// Unauthorized, the log, the metrics and the keeper are told once. Other failures are tried again
/// after 30 s; until then an access token that is still good is used. Thread-safe.
class OAuthAuthority final : public AuthoritySource {
public:
    static constexpr base::seconds kAhead{120};
    static constexpr base::seconds kPauseAfterFailure{30};
    /// Between two renewals because of a 401: more often it is not the token's age that Jira minds.
    static constexpr base::seconds kBetweenForced{300};

    struct Settings {
        std::string site_url;
        std::string gateway_url;  ///< "https://api.atlassian.com"
    };

    /// `transport` asks the gateway for the site's cloud id.
    OAuthAuthority(
        Settings settings,
        GrantKeeper& keeper,
        GrantRenewer& renewer,
        base::HttpTransport& transport,
        base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    [[nodiscard]] base::Result<Authority> get() override;
    [[nodiscard]] base::Result<Authority> instead_of(const Authority& refused) override;

private:
    // All of these with the turn.
    [[nodiscard]] base::Result<void> load();
    [[nodiscard]] base::Result<Authority> authority();
    [[nodiscard]] base::Result<void> renew();
    [[nodiscard]] base::Result<void> keep_unsaved();
    [[nodiscard]] base::Result<void> renew_by_force();
    [[nodiscard]] base::Result<void> find_site();
    [[nodiscard]] base::Result<std::string> ask_for_site();
    [[nodiscard]] base::Error note_failure(base::Error error);
    void note_end_of_consent(const base::Error& error);
    [[nodiscard]] bool is_good_for(base::seconds time) const;
    [[nodiscard]] base::Result<base::Secret> bearer() const;

    const Settings settings_;
    GrantKeeper& keeper_;
    GrantRenewer& renewer_;
    base::HttpTransport& transport_;
    base::Clock& clock_;
    base::Log& log_;
    base::Metrics::Gauge needs_consent_;
    base::Turns turns_;

    // Touched by whoever has the turn.
    std::optional<Grant> grant_;    ///< on disk
    std::optional<Grant> unsaved_;  ///< given to us and not yet on disk: not used
    std::string api_url_;           ///< empty: not known yet
    std::optional<base::Error> failure_;
    base::Time failed_at_;
    std::optional<base::Time> forced_at_;
    bool is_over_ = false;
};

}  // namespace jira
