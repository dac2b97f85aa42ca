#include "connector/cli/own_sync.hpp"

#include <stop_token>

#include "connector/or_throw.hpp"
#include "connector/settings_from_config.hpp"
#include "connector/site_parts.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/leases.hpp"
#include "connector/store/projects.hpp"

namespace connector::cli {

OwnSync::OwnSync(const config::Config& config)
    : database_(config.store_file, store::Access::Owner, metrics_),
      keys_(or_throw(access::KeyRing::load(config.keys_directory, random_))),
      grant_vault_(database_, keys_, random_, clock_, config.site.auth.refresh_token.clone()),
      site_way_(config, grant_vault_, nullptr, {clock_, random_, log_, metrics_}),
      client_(make_client(config, site_way_.lane(jira::Urgency::Backfill), clock_, log_)),
      outbox_(mail_rules(config), clock_, bell_),
      projection_(project_keys(config), outbox_, clock_, kbot_address(config)),
      authorship_(database_, *client_),
      reader_(database_, *client_, authorship_, projection_, outbox_, clock_, log_, metrics_),
      poll_(
          poll_settings(config),
          database_,
          *client_,
          authorship_,
          projection_,
          outbox_,
          clock_,
          log_,
          metrics_,
          [] {}
      ),
      reconcile_(reconcile_settings(config), database_, *client_, clock_, log_, metrics_, [] {}),
      sync_(
          poll_settings(config).projects,
          {database_, *client_, site_way_.meter(), poll_, reconcile_, reader_, clock_},
          [] {}
      ) {
    store::begin_audit_chain(database_, keys_.for_store(random_), clock_.now());
    database_.write([&](store::Connection& connection) {
        // As at a daemon's start: whoever holds a lease is dead.
        store::release_leases(connection, clock_.now());
        for (const auto& project : config.projects) {
            store::Projects(connection).watch(project.key, clock_.now());
        }
    });
}

void OwnSync::work(base::milliseconds span) {
    const base::Time end = clock_.now() + span;
    while (clock_.now() < end) {
        bool is_busy = poll_.work_some();
        is_busy = reconcile_.work_some() || is_busy;
        is_busy = static_cast<bool>(reader_.work_off_some()) || is_busy;
        if (!is_busy) return bell_.wait(std::stop_token(), span);
    }
}

}  // namespace connector::cli
