#pragma once

#include <string>

#include "connector/portal/live_updates.hpp"
#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// `GET {path}/events`: the stream that an open page listens to (live_updates.hpp), for who is
/// signed in or holds something; 403 for anybody else. Where a page comes back after a gap, the
/// browser says by `Last-Event-ID` what it has seen; at first the page says it as `?after=`.
class EventsPage {
public:
    EventsPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response open(const http::Request& request) const;

private:
    const Rooms& rooms_;
    const PortalProject& project_;
};

/// What a page needs to be live: the script, where it listens from which number on, and what it may
/// have to say. `key`: of the request that the page shows; none: it shows a list.
[[nodiscard]] base::SafeHtml live_part(
    const Rooms& rooms,
    const PortalProject& project,
    const Visitor& visitor,
    std::int64_t number,
    const std::optional<base::RequestKey>& key
);

}  // namespace connector::portal
