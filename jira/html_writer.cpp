#include "jira/html_writer.hpp"

#include <utility>

#include "base/text.hpp"

namespace jira {

void HtmlWriter::text(std::string_view plain) {
    const std::string escaped = base::escape_html(plain);
    if (fits(escaped.size())) html_ += escaped;
}

void HtmlWriter::single(std::string_view tag) {
    if (!fits(tag.size() + 2)) return;
    html_ += '<';
    html_ += tag;
    html_ += '>';
}

std::string HtmlWriter::finish() && {
    if (is_full_) html_ += "<p class=\"adf-cut\">…</p>";
    return std::move(html_);
}

bool HtmlWriter::open(std::string_view tag, std::string_view attributes) {
    if (!fits(tag.size() + attributes.size() + 3)) return false;
    html_ += '<';
    html_ += tag;
    if (!attributes.empty()) {
        html_ += ' ';
        html_ += attributes;
    }
    html_ += '>';
    open_.push_back(tag);
    return true;
}

void HtmlWriter::close() {
    html_ += "</";
    html_ += open_.back();
    html_ += '>';
    open_.pop_back();
}

bool HtmlWriter::fits(std::size_t bytes) {
    is_full_ = is_full_ || html_.size() + bytes > limit_;
    return !is_full_;
}

}  // namespace jira
