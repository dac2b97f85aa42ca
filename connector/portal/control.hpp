#pragma once

#include <string_view>

#include "connector/http/router.hpp"
#include "connector/mirror/sync.hpp"
#include "connector/portal/admin.hpp"

namespace connector::portal {

void add_control_routes(http::Router& router, const AdminRooms& rooms);

/// What `connector sync` asks: POST /control/sync/begin `{"full": true}` and .../progress. `sync`
/// outlives the router.
void add_sync_routes(http::Router& router, std::string_view control_token, mirror::Sync& sync);

}  // namespace connector::portal
