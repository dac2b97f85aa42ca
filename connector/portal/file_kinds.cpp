#include "connector/portal/file_kinds.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace connector::portal {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLongestName = 120;
constexpr std::size_t kLongestEnding = 5;  ///< with its dot

bool is_png(std::string_view start) {
    return start.starts_with("\x89PNG\r\n\x1a\n");
}

bool is_jpeg(std::string_view start) {
    return start.starts_with("\xFF\xD8\xFF");
}

bool is_gif(std::string_view start) {
    return start.starts_with("GIF87a") || start.starts_with("GIF89a");
}

bool is_webp(std::string_view start) {
    constexpr std::size_t kKindAt = 8;
    return start.starts_with("RIFF") && start.size() > kKindAt &&
           start.substr(kKindAt).starts_with("WEBP");
}

bool is_pdf(std::string_view start) {
    return start.starts_with("%PDF-");
}

/// Office documents are archives, too.
bool is_zip(std::string_view start) {
    return start.starts_with("PK\x03\x04");
}

/// No control characters, and no beginning of markup or of a script.
bool is_plain_text(std::string_view start) {
    const bool has_controls = std::any_of(start.begin(), start.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
    });
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
    return !has_controls && !start.starts_with('<') && !start.starts_with("#!");
}

struct Kind {
    std::string_view ending;
    std::string_view media_type;
    bool (*fits)(std::string_view start);
};

constexpr std::array<Kind, 16> kKinds{{
    {".png", "image/png", is_png},
    {".jpg", "image/jpeg", is_jpeg},
    {".jpeg", "image/jpeg", is_jpeg},
    {".gif", "image/gif", is_gif},
    {".webp", "image/webp", is_webp},
    {".pdf", "application/pdf", is_pdf},
    {".txt", "text/plain", is_plain_text},
    {".log", "text/plain", is_plain_text},
    {".csv", "text/csv", is_plain_text},
    {".zip", "application/zip", is_zip},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", is_zip},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", is_zip},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", is_zip},
    {".odt", "application/vnd.oasis.opendocument.text", is_zip},
    {".ods", "application/vnd.oasis.opendocument.spreadsheet", is_zip},
    {".odp", "application/vnd.oasis.opendocument.presentation", is_zip},
}};

std::string_view ending_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? "" : name.substr(dot);
}

/// Marks that turn text around, that cannot be seen, or that begin a line: as UTF-8.
constexpr std::array<std::string_view, 7> kUnseenFamilies{
    "\xC2\x80"sv,      // U+0080 to U+009F
    "\xD8\x9C"sv,      // U+061C
    "\xE2\x80\x8B"sv,  // U+200B to U+200F
    "\xE2\x80\xA8"sv,  // U+2028 to U+202E
    "\xE2\x81\xA0"sv,  // U+2060 to U+206F
    "\xEF\xBB\xBF"sv,  // U+FEFF
    "\xEF\xBF\xBC"sv,  // U+FFFC
};
constexpr std::array<unsigned char, 7> kLastOfFamily{0x9F, 0x9C, 0x8F, 0xAE, 0xAF, 0xBF, 0xBC};

/// How many bytes of `text` are such a mark.
std::size_t unseen_at(std::string_view text) {
    for (std::size_t i = 0; i < kUnseenFamilies.size(); ++i) {
        const std::string_view first = kUnseenFamilies.at(i);
        const std::size_t last = first.size() - 1;
        if (text.size() < first.size() || !text.starts_with(first.substr(0, last))) continue;
        const auto byte = static_cast<unsigned char>(text[last]);
        const auto least = static_cast<unsigned char>(first[last]);
        if (byte >= least && byte <= kLastOfFamily.at(i)) return first.size();
    }
    return 0;
}

std::string without_hostile_characters(std::string_view name) {
    std::string clean;
    while (!name.empty()) {
        if (const std::size_t unseen = unseen_at(name); unseen > 0) {
            name.remove_prefix(unseen);
            continue;
        }
        const char c = name.front();
        name.remove_prefix(1);
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) continue;
        clean += "\"*:<>?|!^[]{}~`$&;%#@'"sv.find(c) == std::string_view::npos ? c : '_';
    }
    return clean;
}

}  // namespace

std::optional<std::string_view> media_type_of_upload(
    std::string_view name, std::string_view start
) {
    const std::string ending = base::to_lower(ending_of(name));
    for (const Kind& kind : kKinds) {
        if (kind.ending != ending) continue;
        return kind.fits(start) ? std::optional(kind.media_type) : std::nullopt;
    }
    return std::nullopt;
}

std::string accepted_endings() {
    std::string all;
    for (const Kind& kind : kKinds) {
        if (!all.empty()) all += ',';
        all += kind.ending;
    }
    return all;
}

std::string clean_file_name(std::string_view name) {
    const std::size_t slash = name.find_last_of("/\\");
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    std::string clean = base::is_utf8(name) ? without_hostile_characters(name)
                                            : "file" + without_hostile_characters(ending_of(name));
    if (!base::is_utf8(clean)) clean = "file";
    const std::size_t first = clean.find_first_not_of(" .");
    if (first == std::string::npos) return "file";
    clean.erase(0, first);
    clean.erase(clean.find_last_not_of(" .") + 1);
    if (clean.size() <= kLongestName) return clean;
    std::string ending(ending_of(clean));
    if (ending.size() > kLongestEnding) ending.clear();
    return base::shorten(clean, kLongestName - ending.size()) + ending;
}

}  // namespace connector::portal
