#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "connector/model/email_address.hpp"
#include "tests/fuzz/property.hpp"

using connector::model::normalize_address;
using fuzz::expect;

/// Any text as an address that somebody claims.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view claimed = fuzz::text_of(data, size);
    const auto address = normalize_address(claimed);
    if (!address) return 0;
    expect(normalize_address(*address).value_or("") == *address, "what is normal stays so");
    expect(address->size() <= 254, "an address is at most 254 bytes");
    expect(base::is_utf8(*address), "an address is text");
    expect(
        address->find_first_of(" ,;<>()\"\\[]:") == std::string::npos &&
            !base::has_control_character(*address),
        "exactly one plain address"
    );
    const std::size_t at = address->find('@');
    expect(at != std::string::npos && at == address->rfind('@'), "exactly one @");
    const std::string_view domain = std::string_view(*address).substr(at + 1);
    const bool is_ascii_lower = std::all_of(domain.begin(), domain.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x80 && (c < 'A' || c > 'Z');
    });
    expect(is_ascii_lower, "the domain is ASCII in lower case");
    return 0;
}
