#include "mailer/address.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace mailer {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321 4.5.3.1.3, less the angle brackets
constexpr std::size_t kLongestLocalPart = 64;

/// RFC 5322's specials but '.' and '@'; quoted local parts and domain literals are not spoken here.
constexpr std::string_view kForbidden = " ()<>[]:;,\\\"";

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x80;
    });
}

bool is_dotted(std::string_view text) {
    const auto parts = base::split(text, '.');
    return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
        return part.empty();
    });
}

std::string_view fault_of(std::string_view address) {
    if (address.size() > kLongestAddress) return "longer than 254 bytes";
    if (base::has_control_character(address)) return "a control character";
    if (address.find_first_of(kForbidden) != std::string_view::npos) return "a forbidden character";
    if (!base::is_utf8(address)) return "not UTF-8";
    const std::size_t at = address.find('@');
    if (at == std::string_view::npos || at != address.rfind('@')) return "not exactly one @";
    const std::string_view local = address.substr(0, at);
    const std::string_view domain = address.substr(at + 1);
    if (local.size() > kLongestLocalPart) return "a local part longer than 64 bytes";
    if (!is_dotted(local) || !is_dotted(domain)) return "an empty part";
    if (!is_ascii(domain)) return "a domain that is not in its ASCII (xn--) form";
    return {};
}

}  // namespace

base::Result<void> check_address(std::string_view address) {
    const std::string_view fault = fault_of(address);
    if (fault.empty()) return {};
    // The masked form keeps a character on each side, which may be the very one that is refused.
    const std::string shown =
        base::has_control_character(address) ? "***" : base::mask_address(address);
    return base::fail(
        base::ErrorKind::Invalid, fmt::format("mail address {} has {}", shown, fault)
    );
}

}  // namespace mailer
