#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// A search field and the articles that it finds, of those that customers may see (SR-58). Where
/// nobody can say which those are, none is shown. Nothing is stored.
class HelpPage {
public:
    HelpPage(const Rooms& rooms, const PortalProject& project) : rooms_(rooms), project_(project) {}

    /// `?q=` is the question; without one, the field alone.
    [[nodiscard]] http::Response show(const http::Request& request) const;

private:
    /// Puts what was found, or why nothing is shown, into `values`; the status of the page.
    [[nodiscard]] int answer(
        std::string_view question, const Reader& reader, base::TemplateValues& values
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
