#pragma once

#include <string>

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// "Look in your inbox", with a field for the code that is in the mail. Everybody who has asked is
/// shown it, whether there is a mail or not, and a wrong code is answered alike (SR-30).
class CodePage {
public:
    /// `project`: at whose sign-in page it is; null: an old link's, which is nobody's yet.
    CodePage(const Rooms& rooms, const PortalProject* project) : rooms_(rooms), project_(project) {}

    /// `path`: where the code goes.
    [[nodiscard]] http::Response sent(const Visitor& visitor, const std::string& path) const;
    /// POST of a code.
    [[nodiscard]] http::Response use(const http::Request& request) const;

private:
    [[nodiscard]] http::Response page(
        const Visitor& visitor, const std::string& path, bool was_wrong
    ) const;
    [[nodiscard]] bool offers_stay() const;

    const Rooms& rooms_;
    const PortalProject* project_;
};

}  // namespace connector::portal
