#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// Where else am I signed in, and out with it (SR-44). Signing out deletes the session on the
/// server (SR-43).
class AccountPage {
public:
    AccountPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response end_session(const http::Request& request) const;
    [[nodiscard]] http::Response sign_out(const http::Request& request) const;
    [[nodiscard]] http::Response sign_out_everywhere(const http::Request& request) const;

private:
    /// Nobody signed in, or a form that is not ours: the answer to give.
    [[nodiscard]] std::optional<http::Response> refuse(
        const http::Request& request, const Visitor& visitor
    ) const;
    [[nodiscard]] http::Response signed_out() const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
