#include "jira/wiki.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/text.hpp"

namespace jira {
namespace {

/// What a backslash escapes in Jira's renderer and in the editor's transformer alike.
constexpr std::string_view kEscapable = "-#*_+?^~|%{}[]()!@";
/// U+200B
constexpr std::string_view kZeroWidthSpace = "\xE2\x80\x8B";
/// May stand in an address unescaped: neither converter ends an address at one of them.
constexpr std::string_view kAddressCharacters = "-._~/?#&=%+:@,;$";

bool contains(std::string_view set, char c) {
    return set.find(c) != std::string_view::npos;
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
    return base::equal_ignoring_case(text.substr(0, start.size()), start);
}

class WikiEscaper {
public:
    explicit WikiEscaper(std::string_view text) : rest_(text) {}

    std::string run() && {
        while (!rest_.empty()) step();
        return std::move(out_);
    }

private:
    void step() {
        if (address() || line_start() || smiley() || entity()) return;
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '\\') return backslash();
        if (c == '\r') return carriage_return();
        if (contains(kEscapable, c)) out_ += '\\';
        out_ += c;
        at_line_start_ = c == '\n' || (at_line_start_ && (c == ' ' || c == '\t'));
    }

    /// "https://x.example/a_b" goes through as it is: an escape would become part of the link.
    bool address() {
        static constexpr std::array<std::string_view, 4> kSchemes{
            "https://", "http://", "ftp://", "mailto:"};
        const bool begins = std::any_of(kSchemes.begin(), kSchemes.end(), [&](auto scheme) {
            return starts_with_ignoring_case(rest_, scheme);
        });
        if (!begins || (!out_.empty() && is_letter_or_digit(out_.back()))) return false;
        while (!rest_.empty() && address_character(rest_.front())) rest_.remove_prefix(1);
        at_line_start_ = false;
        return true;
    }

    bool address_character(char c) {
        static constexpr std::string_view kEncoded = "()*!'";
        const bool is_plain = is_letter_or_digit(c) || contains(kAddressCharacters, c) ||
                              static_cast<unsigned char>(c) >= 0x80;
        if (is_plain) {
            out_ += c;
        } else if (contains(kEncoded, c)) {
            out_ += base::percent_encode({&c, 1});
        }
        return is_plain || contains(kEncoded, c);
    }

    /// "h1." and "bq." at the start of a line.
    bool line_start() {
        const bool is_heading = rest_.size() >= 3 && contains("hH", rest_[0]) && rest_[1] >= '1' &&
                                rest_[1] <= '6' && rest_[2] == '.';
        if (!at_line_start_ || (!is_heading && !starts_with_ignoring_case(rest_, "bq.")))
            return false;
        return split_after(2);
    }

    /// The smileys that hold no character with an escape of its own.
    bool smiley() {
        static constexpr std::array<std::string_view, 5> kSmileys{":D", ":P", ":p", "<3", "</3"};
        const bool is_smiley = std::any_of(kSmileys.begin(), kSmileys.end(), [&](auto smiley) {
            return rest_.starts_with(smiley);
        });
        return is_smiley && split_after(1);
    }

    /// "&lt;" and "&#60;"
    bool entity() {
        if (rest_.front() != '&' || rest_.size() < 2) return false;
        return (is_letter_or_digit(rest_[1]) || rest_[1] == '#') && split_after(1);
    }

    bool split_after(std::size_t length) {
        out_ += rest_.substr(0, length);
        out_ += kZeroWidthSpace;
        rest_.remove_prefix(length);
        at_line_start_ = false;
        return true;
    }

    /// Two backslashes are a line break, and one before a line break or an escape would join it.
    void backslash() {
        out_ += '\\';
        at_line_start_ = false;
        const bool is_literal = !rest_.empty() && is_letter_or_digit(rest_.front());
        if (!is_literal) out_ += kZeroWidthSpace;
    }

    void carriage_return() {
        if (rest_.starts_with('\n')) return;
        out_ += '\n';
        at_line_start_ = true;
    }

    std::string_view rest_;
    std::string out_;
    bool at_line_start_ = true;
};

}  // namespace

std::string escape_wiki(std::string_view text) {
    // First of all: what is left out must not hide a pattern, as in "h\x01" "1.".
    std::string visible;
    std::copy_if(text.begin(), text.end(), std::back_inserter(visible), [](char c) {
        return contains("\n\t\r", c) || !base::has_control_character({&c, 1});
    });
    return WikiEscaper(visible).run();
}

}  // namespace jira
