#pragma once

#include <memory>
#include <vector>

#include "connector/http/router.hpp"
#include "connector/mirror/webhook_receiver.hpp"
#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// Every public route on one page. `rooms` and `receiver` outlive the router.
void add_public_routes(http::Router& router, const Rooms& rooms, mirror::WebhookReceiver& receiver);

}  // namespace connector::portal
