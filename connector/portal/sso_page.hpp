#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// The ways in besides the mail: a provider that the browser is sent to, and hand-offs from the
/// company's own product.
///
///     POST {path}/sign-in/NAME            303 to the provider
///     GET  {path}/sign-in/NAME/callback   back from it            \ 303 to
///     POST {path}/sign-in/handoff         a signed hand-off       / {path}/sign-in/arrive
///     GET  {path}/sign-in/handoff?token=  a page with a button that posts it
///     GET  {path}/sign-in/arrive          the session; or first a page that asks
///     POST {path}/sign-in/arrive          its button
///
/// A callback proves by its state that this very browser began it. A hand-off's POST comes from
/// another site by nature, without our cookies: it changes nothing in this browser but a cookie
/// with a ticket. Who did not come from the product's own pages, or is signed in as somebody else,
/// is shown whom the ticket is for and has to press a button; so nobody is signed in unawares as
/// whoever made the form (SR-24, SR-46).
class SsoPage {
public:
    SsoPage(const Rooms& rooms, const PortalProject& project) : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response start(const http::Request& request) const;
    [[nodiscard]] http::Response callback(const http::Request& request) const;
    [[nodiscard]] http::Response show_hand_off(const http::Request& request) const;
    [[nodiscard]] http::Response hand_off(const http::Request& request) const;
    [[nodiscard]] http::Response arrived(const http::Request& request) const;
    [[nodiscard]] http::Response arrive(const http::Request& request) const;

private:
    [[nodiscard]] http::Response finish(
        const http::Request& request, const Visitor& visitor, std::string_view ticket
    ) const;
    [[nodiscard]] http::Response ask(
        const Visitor& visitor, const access::SignIns::Arrival& arrival
    ) const;
    [[nodiscard]] http::Response with_ticket(const std::string& ticket) const;
    /// What a visitor is told, by the error's kind.
    [[nodiscard]] http::Response refuse(
        const http::Request& request, const Reader& reader, const base::Error& error
    ) const;
    [[nodiscard]] http::Response dead_end(
        const http::Request& request,
        const Reader& reader,
        int status,
        English heading,
        English text
    ) const;
    /// Of a visitor's wish a path of this project's portal, or nothing (SR-20).
    [[nodiscard]] std::string return_path(std::string_view wish) const;
    [[nodiscard]] bool is_from_product(const http::Request& request) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
