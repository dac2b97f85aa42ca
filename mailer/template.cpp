#include "mailer/template.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/contrast.hpp"
#include "base/embedded.hpp"
#include "base/text.hpp"

namespace mailer {

/// Generated from templates/ by jsm_embed.
namespace template_files {
std::span<const base::EmbeddedFile> files();
}  // namespace template_files

namespace {

constexpr std::array<std::string_view, 5> kKinds{
    "link", "request_created", "agent_replied", "status_changed", "request_resolved"};
constexpr std::string_view kLink = "link";
constexpr std::string_view kFolder = "templates/";
constexpr base::Colour kDefaultAccent{0x0b, 0x5f, 0xff};
constexpr std::size_t kLongestSummary = 150;

/// A summary in Jira may hold what a header must not, and must not cost its reader the mail.
std::string one_line(std::string_view text) {
    std::string line(base::trim(text));
    for (char& c : line) {
        if (base::has_control_character({&c, 1})) c = ' ';
    }
    return base::shorten(line, kLongestSummary);
}

/// Such a URL passes ctemplate's escaping of URL attributes untouched, and can't be broken up by
/// the programs that look for links in a text.
bool is_plain_url(std::string_view url) {
    const bool has_scheme = url.starts_with("https://") || url.starts_with("http://");
    return has_scheme && std::all_of(url.begin(), url.end(), [](char c) {
               return c > ' ' && c <= '~' &&
                      std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
           });
}

/// Shows the section HAS_NAME or NO_NAME.
void set_if_any(base::TemplateValues& values, std::string_view name, const std::string& text) {
    values.show(fmt::format("{}_{}", text.empty() ? "NO" : "HAS", name));
    values.set(name, text);
}

base::SafeHtml with_line_breaks(std::string_view text) {
    std::string html;
    for (const std::string_view line : base::split(text, '\n')) {
        if (!html.empty()) html += "<br>\n";
        html += base::escape_html(line);
    }
    return base::SafeHtml::trusted(std::move(html));
}

void fill_comment(base::TemplateValues& into, const MailValues& values) {
    if (values.comment_text.empty()) return;
    into.show("HAS_COMMENT");
    into.set("COMMENT", values.comment_text);
    const bool has_html = !values.comment_html.value().empty();
    into.set(
        "COMMENT_HTML", has_html ? values.comment_html : with_line_breaks(values.comment_text)
    );
}

void fill(base::TemplateValues& into, std::string_view kind, const MailValues& values) {
    const base::Colour accent = base::parse_colour(values.accent).value_or(kDefaultAccent);
    into.set("ACCENT", base::to_string(accent));
    into.set("ON_ACCENT", base::to_string(base::ink_on(accent)));
    into.set("BRAND", one_line(values.brand));
    if (is_plain_url(values.logo_url)) {
        into.add("LOGO").set("LOGO_URL", values.logo_url);
    } else {
        into.show("NO_LOGO");
    }
    into.set("BUTTON_URL", values.button_url);
    set_if_any(into, "EXPIRES", values.expires_text);
    set_if_any(into, "RECIPIENT", values.masked_recipient);
    set_if_any(into, "CODE", values.code);
    // SR-35: what follows can be a visitor's words.
    if (kind == kLink) return;
    set_if_any(into, "KEY", one_line(values.request_key));
    set_if_any(into, "SUMMARY", one_line(values.summary));
    set_if_any(into, "AUTHOR", one_line(values.author));
    set_if_any(into, "STATUS", one_line(values.status));
    fill_comment(into, values);
}

std::string file_of(std::string_view kind, std::string_view file) {
    return fmt::format("{}{}/{}", kFolder, kind, file);
}

}  // namespace

MailTemplates::MailTemplates() {
    for (const base::EmbeddedFile& file : template_files::files()) {
        const auto added = file.path.ends_with(".html")
                               ? templates_.add_html(file.path, file.content)
                               : templates_.add_text(file.path, file.content);
        if (!added) throw std::logic_error(added.error().message);
    }
}

base::Result<RenderedMail> MailTemplates::render(std::string_view kind, const MailValues& values)
    const {
    if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end())
        return base::fail(base::ErrorKind::Invalid, "no mail of the kind " + one_line(kind));
    if (!is_plain_url(values.button_url))
        return base::fail(base::ErrorKind::Invalid, "mail: the link is not a plain http(s) URL");

    base::TemplateValues page("mail");
    fill(page, kind, values);
    const auto inner = [&](std::string_view file) {
        return templates_.render(file_of(kind, file), page);
    };
    RenderedMail mail;
    mail.subject = base::trim(inner("subject.txt"));
    page.set("PREHEADER", base::trim(inner("preheader.txt")));
    page.set("BODY", inner("body.txt"));
    // Its own output, escaped by the same rules.
    page.set("BODY_HTML", base::SafeHtml::trusted(inner("body.html")));
    page.show(kind == kLink ? "SIGN_IN" : "VIEW_REQUEST");
    mail.text = templates_.render("templates/layout.txt", page);
    mail.html = templates_.render("templates/layout.html", page);
    return mail;
}

}  // namespace mailer
