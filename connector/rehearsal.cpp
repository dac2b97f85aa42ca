#include "connector/rehearsal.hpp"

#include <stdexcept>

#include "base/metrics.hpp"
#include "connector/access/keys.hpp"
#include "connector/http/server.hpp"
#include "connector/or_throw.hpp"
#include "connector/settings_from_config.hpp"
#include "connector/sign_in_ways.hpp"
#include "connector/store/sqlite.hpp"
#include "jira/auth.hpp"

namespace connector {
namespace {

void try_to_listen(const config::HostPort& wanted, const config::Server& running) {
    // Our own listener would be in the way, on whichever address.
    const bool is_ours =
        wanted.port == running.listen.port || wanted.port == running.admin_listen.port;
    if (wanted.port != 0 && !is_ours) http::check_can_listen(wanted.host, wanted.port);
}

void try_all(const config::Config& next, const config::Config& running) {
    static_cast<void>(sender_settings(next));
    static_cast<void>(portal_settings(next));
    static_cast<void>(site_authorization(next));
    static_cast<void>(proof_rules(next));
    const auto keys = access::KeyRing::open(next.keys_directory);
    // None there yet: the first start makes one.
    if (!keys && keys.error().kind != base::ErrorKind::NotFound)
        throw std::runtime_error(keys.error().message);
    if (next.store_file != running.store_file) {
        base::Metrics metrics;
        const store::SqliteDatabase store(next.store_file, store::Access::Owner, metrics);
    }
    try_to_listen(next.server.listen, running.server);
    try_to_listen(next.server.admin_listen, running.server);
}

}  // namespace

base::Result<void> rehearse(const config::Config& next, const config::Config& running) {
    try {
        try_all(next, running);
        return {};
    } catch (const std::runtime_error& failure) {
        return base::fail(base::ErrorKind::Unavailable, failure.what());
    }
}

}  // namespace connector
