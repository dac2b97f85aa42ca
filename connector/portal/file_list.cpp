#include "connector/portal/file_list.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/image_slot.hpp"

namespace connector::portal {
namespace {

constexpr std::size_t kLongestEnding = 4;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string kind_of_file(std::string_view file_name) {
    const std::size_t dot = file_name.rfind('.');
    if (dot == std::string_view::npos) return "";
    std::string ending(file_name.substr(dot + 1));
    const bool is_plain = std::all_of(ending.begin(), ending.end(), is_letter_or_digit);
    if (ending.empty() || ending.size() > kLongestEnding || !is_plain) return "";
    for (char& c : ending) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return ending;
}

void add_files(
    base::TemplateValues& values,
    const Reader& reader,
    const std::vector<model::Attachment>& attachments,
    const std::optional<base::CommentId>& of,
    const base::SafeHtml& text,
    std::string_view files_at
) {
    base::TemplateValues* list = nullptr;
    for (const model::Attachment& each : attachments) {
        if (each.comment != of || base::has_image_slot(text, each.id.value())) continue;
        if (list == nullptr) list = &values.add("FILES");
        base::TemplateValues& file = list->add("FILE");
        file.set("HREF", fmt::format("{}{}", files_at, each.id.value()));
        const std::string kind = kind_of_file(each.file_name);
        file.set("KIND", kind.empty() ? reader.say("FILE"_en) : kind);
        file.set("NAME", each.file_name);
        file.set("SIZE", reader.size(each.size));
    }
}

}  // namespace connector::portal
