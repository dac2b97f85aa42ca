#pragma once

#include <optional>

#include "connector/model/attachment.hpp"
#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// A file of a request, fetched from Jira while the visitor receives it. Who may see the request
/// may have the files that are in the mirror, which holds public ones only; everything else is the
/// same 404 (SR-51). What the browser is told about it: file_answer.hpp.
class AttachmentPage {
public:
    AttachmentPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;

private:
    struct View {
        Visitor visitor;
        std::optional<model::Attachment> attachment;
        bool is_colleagues = false;  ///< seen as a colleague only
    };

    [[nodiscard]] View look(const http::Request& request) const;
    [[nodiscard]] http::Response fetch(
        const http::Request& request, const model::Attachment& attachment
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
