#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// The requests in this project that are mine or that I take part in, the latter marked: open ones
/// first, latest change first, fifty a page. The way to the next page is a link.
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
