#pragma once

#include "connector/http/router.hpp"
#include "connector/portal/admin.hpp"

namespace connector::portal {

void add_control_routes(http::Router& router, const AdminRooms& rooms);

}  // namespace connector::portal
