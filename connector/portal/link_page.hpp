#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// Where a magic link leads. GET shows a page with one button and changes nothing, whoever fetches
/// it and how often (SR-15); POST exchanges the link; resend mails a fresh one to the address on
/// file. Used, expired, revoked, unknown and malformed links look the same (SR-18).
class LinkPage {
public:
    explicit LinkPage(const Rooms& rooms) : rooms_(rooms) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response exchange(const http::Request& request) const;
    [[nodiscard]] http::Response resend(const http::Request& request) const;

private:
    [[nodiscard]] http::Response link(
        const Visitor& visitor,
        const access::Links::Preview& preview,
        std::string_view token,
        bool was_wrong
    ) const;
    [[nodiscard]] http::Response gone(const Visitor& visitor, std::string_view token) const;
    /// The session that this very link opened may go on to its request: a second click in the same
    /// browser is no second exchange.
    [[nodiscard]] std::optional<http::Response> send_on(
        const Visitor& visitor, std::string_view token
    ) const;

    const Rooms& rooms_;
};

}  // namespace connector::portal
