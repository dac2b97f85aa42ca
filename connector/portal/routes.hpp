#pragma once

#include <memory>
#include <vector>

#include "connector/http/router.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/portal/webhook_route.hpp"

namespace connector::portal {

/// Every public route on one page. `rooms` outlive the router.
void add_public_routes(http::Router& router, const Rooms& rooms, const Receivers& receivers);

}  // namespace connector::portal
