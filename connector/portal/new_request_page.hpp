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
/// Who may is policy's to say; in whose name it is, `raiser_of`.
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
        std::optional<store::Raiser> raiser{};    ///< nothing: they may not raise requests here
        std::vector<model::RequestType> types{};  ///< that customers are shown
    };

    /// What a form is filled in with, and what is wrong with it.
    struct Filled {
        Typed typed{};
        Problems problems{};
        std::string problem{};  ///< with the whole
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
    /// The number of the intake.
    [[nodiscard]] std::int64_t store_request(
        const View& view,
        const http::Request& request,
        const model::RequestType& type,
        std::string_view once,
        model::FieldAnswers answers
    ) const;
    [[nodiscard]] http::Response refused(const View& view, const store::Intakes::Intake& intake)
        const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
