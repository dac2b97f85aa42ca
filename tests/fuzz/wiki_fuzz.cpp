#include <algorithm>
#include <iterator>
#include <string>

#include "base/text.hpp"
#include "jira/wiki.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using fuzz::expect;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Words are what must survive; everything else may have been escaped.
std::string only_words(std::string_view text) {
    std::string words;
    std::copy_if(text.begin(), text.end(), std::back_inserter(words), is_letter_or_digit);
    return words;
}

/// Addresses go through as they are, but for characters that markup is made of.
bool holds_an_address(std::string_view text) {
    const std::string lower = base::to_lower(text);
    return lower.find("://") != std::string::npos || lower.find("mailto:") != std::string::npos;
}

/// What opens macros, links, images, tables and formatting, wherever it stands.
void check_markup(std::string_view wiki, bool holds_address) {
    const std::string_view always = "*^|{}[]()!";
    const std::string_view outside_addresses = "-#*_+?^~|%{}[]()!@";
    for (std::size_t at = 0; at < wiki.size(); ++at) {
        const bool is_escaped = at > 0 && wiki[at - 1] == '\\';
        const std::string_view specials = holds_address ? always : outside_addresses;
        const bool is_special = specials.find(wiki[at]) != std::string_view::npos;
        expect(!is_special || is_escaped, "what markup is made of is escaped");
    }
    expect(wiki.find("\\\\") == std::string_view::npos, "no two backslashes: that breaks a line");
}

void check_lines(std::string_view wiki) {
    for (std::string_view rest = wiki; !rest.empty();) {
        std::string line = base::to_lower(fuzz::take_part(rest, "\n"));
        line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
        expect(!line.starts_with("bq."), "no line starts a quote");
        const bool is_heading =
            line.size() > 2 && line[0] == 'h' && line[1] >= '1' && line[1] <= '6' && line[2] == '.';
        expect(!is_heading, "no line starts a heading");
        expect(!line.starts_with("----"), "no line is a rule");
    }
}

}  // namespace

/// Any text as a reply: what Jira is given shows it and does nothing else.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const std::string wiki = jira::escape_wiki(text);
    const bool holds_address = holds_an_address(wiki);

    const bool is_plain = std::all_of(wiki.begin(), wiki.end(), [](char c) {
        return c == '\n' || c == '\t' || !base::has_control_character({&c, 1});
    });
    expect(is_plain, "no control character");
    if (base::is_utf8(text)) expect(base::is_utf8(wiki), "text stays text");
    check_markup(wiki, holds_address);
    check_lines(wiki);
    if (holds_address) return 0;
    expect(only_words(wiki) == only_words(text), "no word is lost or added");
    for (const char* smiley : {":D", ":P", ":p", "<3", "</3"}) {
        expect(wiki.find(smiley) == std::string::npos, "no smiley");
    }
    for (std::size_t at = wiki.find('&'); at != std::string::npos; at = wiki.find('&', at + 1)) {
        const bool is_entity =
            at + 1 < wiki.size() && (wiki[at + 1] == '#' || is_letter_or_digit(wiki[at + 1]));
        expect(!is_entity, "no entity");
    }
    return 0;
}
