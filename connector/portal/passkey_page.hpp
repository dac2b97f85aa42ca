#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// Passkeys: on the account page one's own are listed, added and removed; on the sign-in page one
/// button uses them. The browser's part is in assets/passkeys.js: without it there is no button.
class PasskeyPage {
public:
    PasskeyPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    /// What the browser needs to make one, as JSON.
    [[nodiscard]] http::Response invite(const http::Request& request) const;
    [[nodiscard]] http::Response add(const http::Request& request) const;
    [[nodiscard]] http::Response remove(const http::Request& request) const;

    /// What the browser needs to use one, as JSON.
    [[nodiscard]] http::Response challenge(const http::Request& request) const;
    [[nodiscard]] http::Response sign_in(const http::Request& request) const;

private:
    [[nodiscard]] http::Response page(const Visitor& visitor, int status, std::string_view problem)
        const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
