#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// Type an address, get a link by mail. The answer and its time are the same for every address
/// (SR-30): what happens, happens later and elsewhere.
class SignInPage {
public:
    SignInPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response ask(const http::Request& request) const;
    /// POST of an address and a password. One answer for all that fails (SR-30).
    [[nodiscard]] http::Response use_password(const http::Request& request) const;

private:
    struct Shown {
        int status = 200;
        std::string_view typed{};
        std::string_view problem{};
        bool was_wrong_password = false;
    };

    /// Where many ask, a browser has something to solve first (access/proof_of_work.hpp).
    [[nodiscard]] http::Response puzzle(const Visitor& visitor, std::string_view typed) const;
    [[nodiscard]] http::Response page(const Visitor& visitor, const Shown& shown) const;
    void add_ways(base::TemplateValues& values, const Visitor& visitor) const;
    void add_password(base::TemplateValues& values, const Visitor& visitor, bool was_wrong) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
