#include "connector/portal/file_answer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/picture_type.hpp"
#include "base/text.hpp"

namespace connector::portal {
namespace {

using namespace std::string_view_literals;

constexpr std::array kDownloads{
    "application/pdf"sv,
    "application/zip"sv,
    "application/msword"sv,
    "application/vnd.ms-excel"sv,
    "application/vnd.ms-powerpoint"sv,
    "application/vnd.oasis.opendocument.spreadsheet"sv,
    "application/vnd.oasis.opendocument.text"sv,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation"sv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"sv,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"sv,
    "audio/mpeg"sv,
    "text/csv"sv,
    "text/plain"sv,
    "video/mp4"sv,
};

/// U+200E, U+200F, U+202A-202E and U+2066-2069, in UTF-8.
bool turns_direction(std::string_view three) {
    if (three.size() != 3 || three[0] != '\xE2') return false;
    const char middle = three[1];
    const char last = three[2];
    if (middle == '\x80')
        return last == '\x8E' || last == '\x8F' || (last >= '\xAA' && last <= '\xAE');
    return middle == '\x81' && last >= '\xA6' && last <= '\xA9';
}

std::string clean_name(std::string_view name) {
    std::string clean;
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (turns_direction(name.substr(at, 3))) {
            at += 2;
            continue;
        }
        const char c = name[at];
        const bool is_kept = c != '/' && c != '\\' && !base::has_control_character({&c, 1});
        clean += is_kept ? c : '_';
    }
    return clean.empty() ? "file" : clean;
}

}  // namespace

std::string_view download_type(std::string_view said) {
    const std::string type = base::to_lower(base::trim(said.substr(0, said.find(';'))));
    const auto* found = std::find(kDownloads.begin(), kDownloads.end(), type);
    return found == kDownloads.end() ? "application/octet-stream"sv : *found;
}

std::string disposition(std::string_view how, std::string_view file_name) {
    const std::string name = clean_name(file_name);
    std::string plain = name;
    // For readers without RFC 8187: ASCII, and nothing that means something in a quoted string.
    std::replace_if(
        plain.begin(),
        plain.end(),
        [](char c) { return c < ' ' || c > '~' || c == '"' || c == '%'; },
        '_'
    );
    return fmt::format(
        "{}; filename=\"{}\"; filename*=UTF-8''{}", how, plain, base::percent_encode(name)
    );
}

http::Response file_answer(const model::Attachment& attachment, std::string_view first_bytes) {
    const auto picture = base::picture_type(first_bytes);
    http::Response response;
    response.content_type = picture.value_or(download_type(attachment.media_type));
    response.cache_control = "private, no-store";
    response.headers = {
        {"Content-Disposition",
         disposition(picture ? "inline" : "attachment", attachment.file_name)},
        {"Content-Security-Policy", "sandbox; default-src 'none'"},
    };
    return response;
}

}  // namespace connector::portal
