#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// In which language and time zone pages are written.
///
///     GET  {path}/account/preferences   what the contact has chosen, of both
///     POST {path}/account/preferences
///     POST {path}/language              the menu at the foot of every page, for everybody
///
/// The menu sets a cookie, and is the choice of who is signed in, too. Back it leads to the page it
/// was on, if that is ours.
class PreferencesPage {
public:
    PreferencesPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response save(const http::Request& request) const;
    [[nodiscard]] http::Response choose_language(const http::Request& request) const;

private:
    void keep(const Visitor& visitor, const model::Preferences& preferences) const;
    [[nodiscard]] std::string way_back(std::string_view wish) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
