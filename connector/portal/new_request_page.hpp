#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/model/request_type.hpp"
#include "connector/portal/form_answers.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/store/intakes.hpp"

namespace connector::portal {

/// Raises a new request: choose what kind, fill in its form, and see what becomes of it. What was
/// sent is on disk before the page says so, reaches Jira when Jira can be reached
/// (mirror/raising.hpp), and is shown to nobody but its maker until then.
///
/// Who may is policy's to say. Who is signed in raises in their own name; anybody else becomes a
/// guest by sending (access/guests.hpp), and may, or where the project wants one must, give an
/// address, to which a link is mailed as from the sign-in page.
class NewRequestPage {
public:
    NewRequestPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response choose(const http::Request& request) const;
    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response send(const http::Request& request) const;
    /// On to the request as soon as it is mirrored; the form again where Jira said no.
    [[nodiscard]] http::Response sent(const http::Request& request) const;

private:
    struct View {
        Visitor visitor;
        bool may_raise = false;                   ///< here, as who they are or with an address
        bool must_give_address = false;           ///< they may only with one
        store::Raiser raiser{};                   ///< neither: a guest as soon as they send
        std::vector<model::RequestType> types{};  ///< that customers are shown
    };

    /// What a form is filled in with, and what is wrong with it.
    struct Filled {
        Typed typed{};
        Problems problems{};
        std::string problem{};  ///< with the whole
        std::string address{};  ///< a guest's
        std::string address_problem{};
    };

    [[nodiscard]] View look(const http::Request& request) const;
    /// The type in the path; null when this project shows no such type.
    [[nodiscard]] static const model::RequestType* type_in(
        const View& view, const http::Request& request
    );
    [[nodiscard]] http::Response page(
        const View& view,
        int status,
        std::string_view title,
        std::string_view content,
        const base::TemplateValues& values
    ) const;
    [[nodiscard]] http::Response form_page(
        const View& view,
        int status,
        const model::RequestType& type,
        const model::RequestForm& form,
        const Filled& filled
    ) const;
    /// Instead of a form: why there is none.
    [[nodiscard]] http::Response no_form(
        const View& view, const model::RequestType& type, const base::Error* error
    ) const;
    /// Where articles appear while the summary is typed.
    void add_offers(base::TemplateValues& values, const View& view, const model::RequestForm& form)
        const;
    void add_address(base::TemplateValues& values, const View& view, const Filled& filled) const;
    [[nodiscard]] http::Response refused(
        const http::Request& request, const View& view, const store::Intakes::Intake& intake
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
