#include "jira/gateway.hpp"

#include <utility>

#include "jira/cloud_id.hpp"

namespace jira {

GatewayAuthority::GatewayAuthority(
    Settings settings, base::HttpTransport& transport, base::Clock& clock
)
    : settings_(std::move(settings)), transport_(transport), clock_(clock) {}

base::Result<Authority> GatewayAuthority::get() {
    const auto turn = turns_.take();
    if (!api_url_.empty()) return Authority{api_url_, settings_.authorization.clone()};
    const base::Time now = clock_.now();
    const bool is_too_early = now >= failed_at_ && now < failed_at_ + kPauseAfterFailure;
    if (failure_ && is_too_early) return tl::unexpected(*failure_);
    auto found = look_up_cloud_id(settings_.site_url, transport_, now);
    if (found) found = gateway_api_url(settings_.gateway_url, *found);
    if (!found) {
        failure_ = base::Error{
            base::ErrorKind::Unavailable,
            "the site's cloud id cannot be looked up: " + found.error().message,
            kPauseAfterFailure};
        failed_at_ = now;
        return tl::unexpected(*failure_);
    }
    api_url_ = *std::move(found);
    return Authority{api_url_, settings_.authorization.clone()};
}

base::Result<Authority> GatewayAuthority::instead_of(const Authority&) {
    return base::fail(base::ErrorKind::Unauthorized, "the scoped token is refused");
}

}  // namespace jira
