#pragma once

#include <string>
#include <vector>

#include "base/template.hpp"
#include "connector/http/request.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/store/reply_files.hpp"

/// Files that come with a reply: the form's field, what is taken of them, and how the thread shows
/// those that Jira does not have yet.
namespace connector::portal {

struct ReplyFilesTaken {
    std::vector<store::ReplyFiles::File> files{};  ///< on disk, to be stored with the reply
    std::string problem{};                         ///< else: what the visitor is told
};

/// Keeps the files that came with this form, all or none: size and count, kind (file_kinds.hpp),
/// and what the contact has sent in a day.
[[nodiscard]] ReplyFilesTaken take_reply_files(
    const Rooms& rooms,
    const PortalProject& project,
    const Visitor& visitor,
    const model::Request& of,
    const http::Request& form
);

/// For the section ATTACH of the reply's form, and MULTIPART and SCRIPTED around it.
void add_file_field(
    base::TemplateValues& form,
    const Rooms& rooms,
    const PortalProject& project,
    const Reader& reader
);

/// For the section FILES of a reply that is on its way.
void add_waiting_files(
    base::TemplateValues& entry,
    const std::vector<store::ReplyFiles::File>& files,
    const Reader& reader
);

}  // namespace connector::portal
