#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/safe_html.hpp"
#include "base/template.hpp"
#include "connector/model/attachment.hpp"
#include "connector/portal/reader.hpp"

namespace connector::portal {

/// The files of one text, for a template's section FILES: those that the text does not show as
/// pictures itself. `files_at` is request_files_path (paths.hpp).
void add_files(
    base::TemplateValues& values,
    const Reader& reader,
    const std::vector<model::Attachment>& attachments,
    const std::optional<base::CommentId>& of,
    const base::SafeHtml& text,
    std::string_view files_at
);

/// "PDF": the ending of a file's name, in capitals; empty when it has none worth showing.
[[nodiscard]] std::string kind_of_file(std::string_view file_name);

}  // namespace connector::portal
