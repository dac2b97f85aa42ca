#include "connector/cli/kept_grant.hpp"

#include "base/crypto.hpp"
#include "base/system_clock.hpp"
#include "connector/access/keys.hpp"
#include "connector/cli/context.hpp"
#include "connector/grant_vault.hpp"

namespace connector::cli {
namespace {

constexpr const char* kOnlyTheDaemon =
    "there is no access token in force, and only the daemon renews it: is it running?";

}  // namespace

base::Result<jira::Grant> KeptGrant::load() {
    const auto keys = access::KeyRing::open(config_.keys_directory);
    const auto view = StoreView::open(config_);
    if (!keys || !view) return base::fail(base::ErrorKind::Unavailable, kOnlyTheDaemon);
    base::SodiumRandom random;
    const base::SystemClock clock;
    GrantVault vault(
        (*view)->database(), *keys, random, clock, config_.site.auth.refresh_token.clone()
    );
    is_refused_ = vault.is_refused();
    return vault.load();
}

base::Result<void> KeptGrant::save(const jira::Grant&) {
    return base::fail(base::ErrorKind::Unavailable, kOnlyTheDaemon);
}

base::Result<jira::Grant> KeptGrant::renew(const base::Secret&) {
    if (is_refused_) return base::fail(base::ErrorKind::Unauthorized, "the consent has ended");
    return base::fail(base::ErrorKind::Unavailable, kOnlyTheDaemon);
}

}  // namespace connector::cli
