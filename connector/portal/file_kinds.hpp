#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What files may come with a reply, and how their names are made safe (SR-104).
///
/// A table of our own, not libmagic: the dozen kinds that a support desk is sent begin with a few
/// fixed bytes each, and libmagic reads hostile files with parsers for hundreds of formats.
namespace connector::portal {

/// The media type of a file that may be sent: its name's ending is a known one, and its first bytes
/// are what files of that ending begin with. Nothing for all others: no markup that browsers run
/// (HTML, SVG, XML), no programs or scripts, no ending that is not in the table.
[[nodiscard]] std::optional<std::string_view> media_type_of_upload(
    std::string_view name, std::string_view start
);

/// The endings of the table for a form's `accept`: ".png,.jpg".
[[nodiscard]] std::string accepted_endings();

/// A name as agents and colleagues may be shown it: without folders, control characters, marks that
/// turn text around or cannot be seen, and what means something in Jira's markup, a header or a
/// shell; at most 120 bytes, its ending kept. "file" when nothing is left; bytes that are no text
/// make it "file" with the ending.
[[nodiscard]] std::string clean_file_name(std::string_view name);

}  // namespace connector::portal
