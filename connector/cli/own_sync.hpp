#pragma once

#include <memory>

#include "base/crypto.hpp"
#include "base/metrics.hpp"
#include "base/system_clock.hpp"
#include "base/worker.hpp"
#include "config/config.hpp"
#include "connector/access/keys.hpp"
#include "connector/cli/context.hpp"
#include "connector/grant_vault.hpp"
#include "connector/mirror/authorship.hpp"
#include "connector/mirror/sync.hpp"
#include "connector/notify/outbox.hpp"
#include "connector/site_way.hpp"
#include "connector/store/sqlite.hpp"
#include "jira/client.hpp"

namespace connector::cli {

/// The mirroring half of the daemon for the time of a command: owns the store, and one thread does
/// what its workers would. Mails that are owed for what it finds wait for the daemon. Throws
/// std::runtime_error for a store that cannot be had or a credential that cannot be one.
class OwnSync {
public:
    explicit OwnSync(const config::Config& config);

    [[nodiscard]] mirror::Sync& sync() { return sync_; }

    /// Works for about so long, or waits when there is nothing to do.
    void work(base::milliseconds span);

private:
    NoLog log_;
    base::SystemClock clock_;
    base::SodiumRandom random_;
    base::Metrics metrics_;
    base::Bell bell_;
    store::SqliteDatabase database_;
    access::KeyRing keys_;
    GrantVault grant_vault_;  ///< whoever owns the store may renew
    SiteWay site_way_;
    std::unique_ptr<jira::Client> client_;
    notify::Outbox outbox_;
    mirror::Projection projection_;
    mirror::Authorship authorship_;
    mirror::Reader reader_;
    mirror::Poll poll_;
    mirror::Reconcile reconcile_;
    mirror::Sync sync_;
};

}  // namespace connector::cli
