#include "connector/model/email_address.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <idn2.h>

#include "base/text.hpp"

namespace connector::model {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321 4.5.3.1.3, less the angle brackets
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestDomain = 253;
constexpr std::size_t kLongestLabel = 63;
constexpr std::string_view kMarksInLocalPart = "!#$%&'*+-/=?^_`{|}~";  // RFC 5322 atext

bool is_beyond_ascii(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atom(std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
        return is_letter_or_digit(c) || is_beyond_ascii(c) ||
               kMarksInLocalPart.find(c) != std::string_view::npos;
    });
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return c == '-' || is_letter_or_digit(c);
           });
}

bool each_part(std::string_view text, bool (*holds)(std::string_view)) {
    const auto parts = base::split(text, '.');
    return std::all_of(parts.begin(), parts.end(), holds);
}

/// The domain in ASCII and lower case, or nothing.
std::optional<std::string> to_a_labels(std::string_view domain) {
    std::string ascii = base::to_lower(domain);
    if (std::any_of(ascii.begin(), ascii.end(), is_beyond_ascii)) {
        char* converted = nullptr;
        const int code =
            idn2_to_ascii_8z(ascii.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
        const std::unique_ptr<char, decltype(&idn2_free)> owner(converted, &idn2_free);
        if (code != IDN2_OK) return std::nullopt;
        ascii = converted;
    }
    // Checked after the mapping, which can make dots and slashes out of look-alikes.
    if (ascii.size() > kLongestDomain || !each_part(ascii, is_label)) return std::nullopt;
    return ascii;
}

tl::unexpected<base::Error> refused(const char* why) {
    return base::fail(base::ErrorKind::Invalid, std::string("mail address: ") + why);
}

}  // namespace

base::Result<std::string> normalize_address(std::string_view claimed_address) {
    if (base::has_control_character(claimed_address)) return refused("control character");
    if (!base::is_utf8(claimed_address)) return refused("not UTF-8");
    const std::string_view address = base::trim(claimed_address);
    if (address.size() > kLongestAddress) return refused("longer than 254 bytes");
    const std::size_t at = address.find('@');
    if (at == std::string_view::npos || at != address.rfind('@'))
        return refused("not exactly one @");

    const std::string_view local = address.substr(0, at);
    if (local.size() > kLongestLocalPart) return refused("local part longer than 64 bytes");
    if (!each_part(local, is_atom)) return refused("forbidden character before the @");
    const auto domain = to_a_labels(address.substr(at + 1));
    if (!domain) return refused("not a domain after the @");

    std::string normal = base::to_lower(local) + '@' + *domain;
    if (normal.size() > kLongestAddress) return refused("longer than 254 bytes");
    return normal;
}

}  // namespace connector::model
