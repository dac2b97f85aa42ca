#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// My requests in this project: open ones first, latest change first, fifty a page. The way to the
/// next page is a link.
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
