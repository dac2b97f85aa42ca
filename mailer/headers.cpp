#include "mailer/headers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "mailer/address.hpp"

namespace mailer {
namespace {

constexpr std::size_t kFoldAt = 76;        // RFC 2047 2: a line with an encoded word
constexpr std::size_t kLongestWord = 900;  // leaves the field name room within 998 bytes
constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestId = 250;
constexpr std::size_t kEncodedWord = 75;  // RFC 2047 2
constexpr std::string_view kEncodedStart = "=?UTF-8?B?";
constexpr std::string_view kEncodedEnd = "?=";

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x80;
    });
}

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= kLongestName &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return c == '-' || is_letter_or_digit(c);
           });
}

/// True when the words of `text`, split at single blanks, can be written and folded as they are.
bool stands_as_it_is(std::string_view text) {
    if (!is_ascii(text) || text.find("=?") != std::string_view::npos) return false;
    const auto words = base::split(text, ' ');
    return std::all_of(words.begin(), words.end(), [](std::string_view word) {
        return !word.empty() && word.size() <= kLongestWord;
    });
}

/// The longest start of `text` that is at most `limit` bytes and ends between two characters.
std::string_view whole_characters(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) >> 6U) == 2; };
    std::size_t end = limit;
    while (end > 0 && is_continuation(text[end])) --end;
    return text.substr(0, end);
}

std::vector<std::string> encoded_words(std::string_view text, std::size_t room) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t payload = room - kEncodedStart.size() - kEncodedEnd.size();
        const std::string_view piece = whole_characters(text, payload / 4 * 3);
        words.push_back(fmt::format(
            "{}{}{}", kEncodedStart, base::to_base64(base::as_bytes(piece)), kEncodedEnd
        ));
        text.remove_prefix(piece.size());
        room = kEncodedWord;
    }
    return words;
}

std::size_t room_after(std::string_view field_name) {
    return kFoldAt - field_name.size() - 2;
}

std::vector<std::string> text_words(std::string_view name, std::string_view text) {
    if (text.empty()) return {};
    if (!stands_as_it_is(text)) return encoded_words(text, room_after(name));
    const auto words = base::split(text, ' ');
    return {words.begin(), words.end()};
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

/// A display name as RFC 5322 `phrase`.
std::vector<std::string> phrase_words(std::string_view field_name, std::string_view name) {
    if (name.empty()) return {};
    // A quoted string can't be folded without changing it, so a long one is encoded instead.
    if (!stands_as_it_is(name) || name.size() > room_after(field_name) / 2)
        return encoded_words(name, room_after(field_name));
    const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
        return c == ' ' || c == '-' || is_letter_or_digit(c);
    });
    return {is_plain ? std::string(name) : quoted(name)};
}

bool is_message_id(std::string_view id) {
    const bool is_clean = std::all_of(id.begin(), id.end(), [](char c) {
        return c > ' ' && c < 0x7F && c != '<' && c != '>';
    });
    const std::size_t at = id.find('@');
    return is_clean && id.size() <= kLongestId && at != std::string_view::npos && at != 0 &&
           at + 1 != id.size();
}

}  // namespace

void HeaderBlock::add_text(std::string_view name, std::string_view utf8) {
    if (accepts(name, utf8)) write(name, text_words(name, utf8));
}

void HeaderBlock::add_mailbox(std::string_view name, const Mailbox& mailbox) {
    if (!accepts(name, mailbox.name)) return;
    // The struct is open: somebody may have filled it without make_mailbox.
    if (const auto checked = check_address(mailbox.address); !checked)
        return refuse(name, checked.error().message);
    auto words = phrase_words(name, mailbox.name);
    words.push_back(words.empty() ? mailbox.address : fmt::format("<{}>", mailbox.address));
    write(name, words);
}

void HeaderBlock::add_message_id(std::string_view name, std::string_view id) {
    if (!accepts(name, id)) return;
    if (!is_message_id(id)) return refuse(name, "not a Message-ID");
    write(name, {fmt::format("<{}>", id)});
}

void HeaderBlock::add_date(std::string_view name, base::Time date) {
    add_text(name, base::format_mail_date(date));
}

base::Result<std::string> HeaderBlock::finish() && {
    if (refusal_) return tl::unexpected(*refusal_);
    return std::move(text_);
}

bool HeaderBlock::accepts(std::string_view name, std::string_view value) {
    const std::string key = base::to_lower(name);
    if (!is_field_name(name)) {
        refuse("?", "not a field name");
    } else if (std::find(names_.begin(), names_.end(), key) != names_.end()) {
        refuse(name, "given twice");
    } else if (base::has_control_character(value)) {
        refuse(name, "control character in the value");
    } else if (!base::is_utf8(value)) {
        refuse(name, "not UTF-8");
    } else {
        names_.push_back(key);
        return true;
    }
    return false;
}

void HeaderBlock::refuse(std::string_view name, std::string_view reason) {
    if (refusal_) return;
    refusal_ = base::Error{
        base::ErrorKind::Invalid, fmt::format("mail header {}: {}", name, reason), std::nullopt};
}

void HeaderBlock::write(std::string_view name, const std::vector<std::string>& words) {
    text_ += name;
    text_ += ':';
    std::size_t column = name.size() + 1;
    bool is_first = true;
    for (const std::string& word : words) {
        // The first word stays beside the name: some readers choke on a line of the name alone.
        if (!is_first && column + 1 + word.size() > kFoldAt) {
            text_ += "\r\n";
            column = 0;
        }
        text_ += ' ';
        text_ += word;
        column += 1 + word.size();
        is_first = false;
    }
    text_ += "\r\n";
}

}  // namespace mailer
