#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "connector/portal/rooms.hpp"
#include "connector/store/intakes.hpp"

namespace connector::portal {

/// In whose name this visitor raises requests, as far as they are anybody.
[[nodiscard]] store::Raiser raiser_of(const Visitor& visitor);

/// Whether policy lets them raise requests, as who they are or as who gives an address.
[[nodiscard]] bool may_raise(
    const Visitor& visitor, const access::Doors& doors, bool gives_address
);

/// Files requests for who is signed in, in their own name, and for anybody else, who becomes a
/// guest by it (access/guests.hpp). Whoever files has asked policy, and has checked the answers.
class RequestFiling {
public:
    /// What was written.
    struct Written {
        std::string_view once;  ///< of the form or dialogue: what is sent twice is filed once
        std::int64_t type = 0;
        std::optional<std::string> address{};  ///< a guest's, normalised
        model::FieldAnswers answers{};
    };

    /// What became of it.
    struct Filed {
        std::int64_t intake = 0;
        std::optional<access::Guests::Begun> begun{};  ///< who has just become a guest
    };

    RequestFiling(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    /// Within the limits of one visitor and of all guests; takes one.
    [[nodiscard]] bool is_allowed(const Visitor& visitor, const http::Request& request) const;

    /// In the caller's transaction; `announce` once that is committed.
    [[nodiscard]] Filed file(
        store::Connection& connection,
        const Visitor& visitor,
        const http::Request& request,
        Written written
    ) const;

    /// Wakes whoever raises it in Jira, and mails a guest who gave an address their link.
    void announce(
        const Visitor& visitor,
        const http::Request& request,
        const std::optional<std::string>& address
    ) const;

private:
    /// Of the raiser's own, so that no two share one; a guest's is the browser's, as who sends a
    /// first form twice is not yet a guest.
    [[nodiscard]] std::string idempotency_key(const Visitor& visitor, std::string_view once) const;
    /// In whose name; who is nobody yet becomes a guest.
    [[nodiscard]] store::Raiser become_raiser(
        store::Connection& connection,
        const Visitor& visitor,
        const std::optional<std::string>& address,
        Filed& filed
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
