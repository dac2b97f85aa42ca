#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// My requests: open ones first, latest change first.
class RequestsPage {
public:
    RequestsPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;

private:
    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
