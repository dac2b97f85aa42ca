#include "jira/article_reader.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/json_fields.hpp"
#include "jira/rendered_html.hpp"

namespace jira {
namespace {

constexpr std::array<std::string_view, 2> kMarks{"@@@hl@@@", "@@@endhl@@@"};
/// Of a text that becomes one line; more is not looked at. Time is quadratic in it (see
/// rendered_html.hpp), for each of an answer's articles.
constexpr std::size_t kMaxRaw = 2U << 10U;
constexpr std::size_t kMaxUrl = 1'000;
constexpr std::size_t kMaxCursor = 2'000;
constexpr std::size_t kMaxId = 18;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kMaxId &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_marks(std::string_view raw) {
    std::string text(raw);
    for (const std::string_view mark : kMarks) {
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
            text.erase(at, mark.size());
        }
    }
    return text;
}

/// Blanks, line ends and control characters in a row are one blank.
std::string on_one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte != 0x7F) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    return std::string(base::trim(line));
}

/// Below `site_url`, and of nothing but what a URL is written with (RFC 3986): browsers take a
/// backslash for a slash, and drop line ends.
bool is_on_site(std::string_view url, std::string_view site_url) {
    constexpr std::string_view kMarksOfUrls = "-._~:/?#[]@!$&'()*+,;=%";
    const auto is_plain = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kMarksOfUrls.find(c) != std::string_view::npos;
    };
    return url.size() <= kMaxUrl && url.size() > site_url.size() + 1 && url.starts_with(site_url) &&
           url[site_url.size()] == '/' && std::all_of(url.begin(), url.end(), is_plain);
}

}  // namespace

std::string plain_line(std::string_view raw, std::size_t max_bytes) {
    // First without control characters: a browser shows a sign for each.
    const std::string line = on_one_line(without_marks(base::shorten(raw, kMaxRaw)));
    return base::shorten(on_one_line(sanitise(line).text), max_bytes);
}

std::optional<Article> read_article(const Json& article, std::string_view site_url) {
    Article read;
    read.title = plain_line(text_member(article, "title").value_or(""), kMaxArticleTitle);
    if (read.title.empty()) return std::nullopt;
    read.excerpt = plain_line(text_member(article, "excerpt").value_or(""), kMaxArticleExcerpt);
    const Json* const content = member(article, "content");
    const auto url = content != nullptr ? text_member(*content, "iframeSrc") : std::nullopt;
    if (url && is_on_site(*url, site_url)) read.url = *url;
    const Json* const source = member(article, "source");
    const auto page = source != nullptr ? text_member(*source, "pageId") : std::nullopt;
    if (page && is_id(*page)) read.id = *page;
    return read;
}

std::optional<std::string> next_cursor(const Json& page) {
    const Json* const links = member(page, "_links");
    const auto next = links != nullptr ? text_member(*links, "next") : std::nullopt;
    if (!next || next->find('?') == std::string_view::npos) return std::nullopt;
    constexpr std::string_view kName = "cursor=";
    for (const std::string_view part : base::split(next->substr(next->find('?') + 1), '&')) {
        if (!part.starts_with(kName)) continue;
        auto cursor = base::percent_decode(part.substr(kName.size()));
        if (cursor && !cursor->empty() && cursor->size() <= kMaxCursor) return cursor;
    }
    return std::nullopt;
}

}  // namespace jira
