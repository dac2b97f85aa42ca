#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "connector/access/links.hpp"
#include "connector/access/sessions.hpp"
#include "connector/http/router.hpp"
#include "connector/store/database.hpp"

namespace connector::portal {

/// How the daemon's calls to Jira fare, for `connector doctor`.
struct SiteState {
    bool is_down = false;  ///< it failed repeatedly; calls are tried now and then
    std::size_t waiting_calls = 0;
    std::optional<base::Time> paused_until{};  ///< Jira asked for it: all calls, or all but replies
    std::optional<base::Time> low_until{};     ///< background work waits: few calls are left
    std::optional<std::int64_t> remaining_calls{};
};

/// What the admin listener is made with; outlives it.
struct AdminRooms {
    store::Database& database;
    access::Links& links;
    access::Sessions& sessions;
    base::Metrics& metrics;
    const base::Clock& clock;
    std::string public_url;
    /// The command line proves with it that it may read the key files. Compared in constant time.
    std::string control_token;
    std::function<void()> on_work;  ///< something was made due: wake the workers
    std::function<SiteState()> site_state = [] { return SiteState{}; };
};

/// Health, readiness, metrics and a dashboard for the operator, on a listener of its own that is
/// local by default (SR-113); and, under /control/, what `connector
/// link|outbox|replies|inbox|sessions|provision` ask of the running daemon, because one process
/// owns the store. Control calls are POST, carry `Authorization: Bearer <control token>`, and speak
/// JSON.
void add_admin_routes(http::Router& router, const AdminRooms& rooms);

}  // namespace connector::portal
