#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "connector/access/links.hpp"
#include "connector/access/sessions.hpp"
#include "connector/http/router.hpp"
#include "connector/store/database.hpp"

namespace connector::portal {

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
};

/// Health, readiness, metrics and a dashboard for the operator, on a listener of its own that is
/// local by default (SR-113); and, under /control/, what `connector
/// link|outbox|replies|inbox|sessions|provision` ask of the running daemon, because one process
/// owns the store. Control calls are POST, carry `Authorization: Bearer <control token>`, and speak
/// JSON.
void add_admin_routes(http::Router& router, const AdminRooms& rooms);

}  // namespace connector::portal
