#include "jira/oauth.hpp"

#include <algorithm>
#include <utility>

#include "jira/auth.hpp"
#include "jira/cloud_id.hpp"

namespace jira {
namespace {

using base::ErrorKind;

base::Error consent_is_over() {
    return {
        ErrorKind::Unauthorized,
        "Atlassian no longer honours the OAuth consent: authorise again, put the new refresh token "
        "where site.auth.refresh_token takes it from, and reload",
        base::seconds{60}};
}

}  // namespace

OAuthAuthority::OAuthAuthority(
    Settings settings,
    GrantKeeper& keeper,
    GrantRenewer& renewer,
    base::HttpTransport& transport,
    base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics
)
    : settings_(std::move(settings)),
      keeper_(keeper),
      renewer_(renewer),
      transport_(transport),
      clock_(clock),
      log_(log),
      needs_consent_(metrics.gauge(
          "connector_jira_needs_consent", "1 when a person has to authorise the connector again."
      )) {
    needs_consent_.set(0);
}

base::Result<Authority> OAuthAuthority::get() {
    const auto turn = turns_.take();
    if (const auto loaded = load(); !loaded) return base::fail(loaded);
    if (is_over_) return tl::unexpected(consent_is_over());
    if (unsaved_ || !is_good_for(kAhead)) {
        const auto renewed = renew();
        // Ahead of its end the token is still good, if only for a while.
        if (!renewed && (is_over_ || !is_good_for(base::seconds{0}))) return base::fail(renewed);
    }
    return authority();
}

base::Result<Authority> OAuthAuthority::instead_of(const Authority& refused) {
    const auto turn = turns_.take();
    if (const auto loaded = load(); !loaded) return base::fail(loaded);
    if (is_over_) return tl::unexpected(consent_is_over());
    const auto now_in_force = bearer();
    if (now_in_force && !now_in_force->equals(refused.authorization.reveal())) return authority();
    if (const auto renewed = renew_by_force(); !renewed) return base::fail(renewed);
    return authority();
}

base::Result<void> OAuthAuthority::renew_by_force() {
    const base::Time now = clock_.now();
    if (forced_at_ && now >= *forced_at_ && now < *forced_at_ + kBetweenForced) {
        return base::fail(ErrorKind::Unauthorized, "a fresh access token is refused, too");
    }
    forced_at_ = now;
    return renew();
}

base::Result<void> OAuthAuthority::load() {
    if (grant_) return {};
    auto loaded = keeper_.load();
    if (!loaded) return base::fail(loaded);
    grant_ = *std::move(loaded);
    return {};
}

base::Result<Authority> OAuthAuthority::authority() {
    if (const auto found = find_site(); !found) return base::fail(found);
    auto value = bearer();
    if (!value) return base::fail(value);
    return Authority{api_url_, *std::move(value)};
}

base::Result<void> OAuthAuthority::renew() {
    const base::Time now = clock_.now();
    const bool is_too_early = now >= failed_at_ && now < failed_at_ + kPauseAfterFailure;
    if (failure_ && is_too_early) return tl::unexpected(*failure_);
    if (!unsaved_) {
        auto next = renewer_.renew(grant_->refresh_token);
        // The answer may have got lost, or a kept connection was dead: within ten minutes the same
        // token is good for a second try.
        if (!next && next.error().kind == ErrorKind::Unavailable) {
            next = renewer_.renew(grant_->refresh_token);
        }
        if (!next && next.error().kind == ErrorKind::Unauthorized) {
            note_end_of_consent(next.error());
            return tl::unexpected(consent_is_over());
        }
        if (!next) return tl::unexpected(note_failure(next.error()));
        unsaved_ = *std::move(next);
    }
    return keep_unsaved();
}

/// What cannot be kept is not used: after a crash we would stand there with a spent token.
base::Result<void> OAuthAuthority::keep_unsaved() {
    const auto saved = keeper_.save(*unsaved_);
    if (!saved) return tl::unexpected(note_failure(saved.error()));
    grant_ = std::exchange(unsaved_, std::nullopt);
    failure_.reset();
    log_.info("jira.token_renewed");
    return {};
}

base::Result<void> OAuthAuthority::find_site() {
    if (!api_url_.empty()) return {};
    const base::Time now = clock_.now();
    const bool is_too_early = now >= failed_at_ && now < failed_at_ + kPauseAfterFailure;
    if (failure_ && is_too_early) return tl::unexpected(*failure_);
    auto found = ask_for_site();
    if (!found && found.error().kind == ErrorKind::Unauthorized) {
        if (const auto renewed = renew_by_force(); renewed) found = ask_for_site();
        if (is_over_) return tl::unexpected(consent_is_over());
    }
    if (!found) return tl::unexpected(note_failure(found.error()));
    api_url_ = *std::move(found);
    return {};
}

base::Result<std::string> OAuthAuthority::ask_for_site() {
    const auto value = bearer();
    if (!value) return base::fail(value);
    const auto id =
        find_cloud_id(settings_.site_url, settings_.gateway_url, *value, transport_, clock_.now());
    if (!id) return base::fail(id);
    return gateway_api_url(settings_.gateway_url, *id);
}

base::Error OAuthAuthority::note_failure(base::Error error) {
    error.retry_after = std::max(error.retry_after.value_or(base::seconds{0}), kPauseAfterFailure);
    log_.warning(
        "jira.token_not_renewed", {{"kind", base::name_of(error.kind)}, {"reason", error.message}}
    );
    failed_at_ = clock_.now();
    failure_ = error;
    return error;
}

void OAuthAuthority::note_end_of_consent(const base::Error& error) {
    is_over_ = true;
    needs_consent_.set(1);
    keeper_.note_refused();
    log_.error(
        "jira.consent_over", {{"reason", error.message}, {"remedy", consent_is_over().message}}
    );
}

bool OAuthAuthority::is_good_for(base::seconds time) const {
    if (grant_->access_token.empty()) return false;
    const base::Time now = clock_.now();
    return now + time < grant_->expires;
}

base::Result<base::Secret> OAuthAuthority::bearer() const {
    return authorization_header({.kind = AuthKind::Bearer, .token = grant_->access_token.clone()});
}

}  // namespace jira
