#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// What visitors do who hold requests without having proven who they are (access/guests.hpp): come
/// back with a reference code, leave this browser, and, once they are signed in, take what they
/// hold as theirs.
class GuestPage {
public:
    GuestPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    /// Where a request's key and code are typed.
    [[nodiscard]] http::Response show_way_back(const http::Request& request) const;
    [[nodiscard]] http::Response come_back(const http::Request& request) const;
    /// The browser holds nothing any more.
    [[nodiscard]] http::Response leave(const http::Request& request) const;
    /// Everything that this browser holds in the project, for who is signed in.
    [[nodiscard]] http::Response take_over(const http::Request& request) const;

private:
    struct Typed {
        std::string_view key;
        std::string_view code;
        bool was_wrong = false;
    };

    [[nodiscard]] http::Response page(const Visitor& visitor, int status, const Typed& typed) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

/// What the browser holds in that project and is still nobody's, newest first.
[[nodiscard]] std::vector<model::Request> held_in(
    store::Connection& connection, const PortalProject& project, const model::Guest& guest
);

}  // namespace connector::portal
