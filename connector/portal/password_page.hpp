#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// On the account page: set, change and remove a password of one's own. Who signed in a while ago
/// types the current one, or signs in again by a link.
class PasswordPage {
public:
    PasswordPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response set(const http::Request& request) const;
    [[nodiscard]] http::Response remove(const http::Request& request) const;

private:
    [[nodiscard]] http::Response page(
        const Visitor& visitor, int status, std::string_view problem, bool is_done
    ) const;
    [[nodiscard]] http::Response answer(
        const http::Request& request, const Visitor& visitor, const base::Result<void>& done
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
