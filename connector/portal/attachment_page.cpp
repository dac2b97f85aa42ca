#include "connector/portal/attachment_page.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/portal/file_answer.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/attachments.hpp"

namespace connector::portal {
namespace {

using access::Action;

/// A long thread with many pictures, opened again and again.
constexpr access::LimitRule kFiles{"portal.attachment", 600, std::chrono::minutes{10}};
constexpr std::size_t kEnoughToTell = 12;  ///< bytes that show what a picture is

/// The first bytes were read to see what the file is; they come first.
struct Source {
    std::string begun;
    std::unique_ptr<base::HttpBody> rest;

    base::Result<std::string> read() {
        if (!begun.empty()) return std::exchange(begun, {});
        return rest->read();
    }
};

/// As Jira announces it; what it told the mirror where it doesn't.
std::uint64_t length_of(const base::HttpResponse& head, const model::Attachment& attachment) {
    const auto announced = base::parse_int(head.header("Content-Length"));
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, announced.value_or(attachment.size))
    );
}

}  // namespace

http::Response AttachmentPage::show(const http::Request& request) const {
    const View view = look(request);
    if (!view.attachment) return rooms_.deny(request, project_, view.visitor);
    if (!rooms_.allow(kFiles, view.visitor, request)) {
        return rooms_.error_page(429, request);
    }
    rooms_.note_view(
        view.visitor,
        request,
        {.event = "attachment.opened",
         .request = view.attachment->request,
         .detail = fmt::format(
             "attachment {}{}",
             view.attachment->id.value(),
             view.is_colleagues ? ", as a colleague" : ""
         )}
    );
    return fetch(request, *view.attachment);
}

AttachmentPage::View AttachmentPage::look(const http::Request& request) const {
    return rooms_.database.read([&](store::Connection& connection) {
        View view;
        view.visitor = rooms_.visitors.recognise(connection, request);
        const auto seen = find_request(
            connection, project_, view.visitor, Action::See, request.path_value("key")
        );
        const auto id = base::parse_int(request.path_value("id"));
        view.is_colleagues = seen && is_seen_as_colleague(view.visitor, *seen);
        if (seen && id) {
            view.attachment =
                store::Attachments(connection).find(seen->id, base::AttachmentId(*id));
        }
        return view;
    });
}

http::Response AttachmentPage::fetch(
    const http::Request& request, const model::Attachment& attachment
) const {
    auto stream = rooms_.open_file(attachment.id);
    const auto fail = [&](const base::Error& error) {
        rooms_.log.warning(
            "portal.attachment_failed",
            {{"attachment", attachment.id.value()},
             {"kind", base::name_of(error.kind)},
             {"reason", error.message}}
        );
        // Deleted a moment ago; the mirror will hear of it.
        const bool is_gone = error.kind == base::ErrorKind::NotFound;
        return rooms_.error_page(is_gone ? 404 : 502, request);
    };
    if (!stream) return fail(stream.error());
    const std::uint64_t length = length_of(stream->head, attachment);
    const auto source = std::make_shared<Source>();
    source->rest = std::move(stream->body);
    while (source->begun.size() < kEnoughToTell) {
        auto piece = source->rest->read();
        if (!piece) return fail(piece.error());
        if (piece->empty()) break;
        source->begun += *piece;
    }
    http::Response response = file_answer(attachment, source->begun);
    response.stream = http::StreamedBody{length, [source] { return source->read(); }};
    return response;
}

}  // namespace connector::portal
