#include "jira/plain_adf.hpp"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

namespace jira {
namespace {

std::string without_controls(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') kept += c;
    }
    return kept;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// Where the next address begins, or npos.
std::size_t find_address(std::string_view line, std::size_t from) {
    return std::min(line.find("http://", from), line.find("https://", from));
}

/// As long as it looks like one; punctuation behind it belongs to the sentence.
std::string_view address_at(std::string_view line, std::size_t at) {
    std::string_view address = line.substr(at);
    address = address.substr(0, address.find_first_of(" \t<>\"'|{}\\^`"));
    while (!address.empty() && std::string_view(".,;:!?)]").find(address.back()) != address.npos) {
        address.remove_suffix(1);
    }
    return address;
}

void add_text(Json& inlines, std::string_view text) {
    if (!text.empty()) inlines.push_back({{"type", "text"}, {"text", text}});
}

void add_link(Json& inlines, std::string_view address) {
    Json mark{{"type", "link"}, {"attrs", {{"href", address}}}};
    Json text{{"type", "text"}, {"text", address}};
    text["marks"] = Json::array({std::move(mark)});
    inlines.push_back(std::move(text));
}

void add_line(Json& inlines, std::string_view line) {
    std::size_t done = 0;
    for (std::size_t at = find_address(line, 0); at != std::string_view::npos;
         at = find_address(line, at + 1)) {
        const std::string_view address = address_at(line, at);
        if (address.ends_with("://")) continue;
        add_text(inlines, line.substr(done, at - done));
        add_link(inlines, address);
        done = at + address.size();
        at = done - 1;
    }
    add_text(inlines, line.substr(done));
}

}  // namespace

Json plain_adf(std::string_view text) {
    const std::string kept = without_controls(text);
    Json paragraphs = Json::array();
    Json inlines = Json::array();
    const auto end_paragraph = [&] {
        if (inlines.empty()) return;
        paragraphs.push_back({{"type", "paragraph"}, {"content", std::move(inlines)}});
        inlines = Json::array();
    };
    std::string_view rest = kept;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (is_blank(line)) {
            end_paragraph();
            continue;
        }
        if (!inlines.empty()) inlines.push_back({{"type", "hardBreak"}});
        add_line(inlines, line);
    }
    end_paragraph();
    return {{"type", "doc"}, {"version", 1}, {"content", std::move(paragraphs)}};
}

}  // namespace jira
