#include "connector/portal/typed_text.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace connector::portal {

std::string clean_text(std::string_view typed) {
    std::string text;
    for (const char c : base::trim(typed)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n' || c == '\t' || (byte >= 0x20 && byte != 0x7F)) text += c;
    }
    return text;
}

std::string clean_line(std::string_view typed) {
    std::string line = clean_text(typed);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\t', ' ');
    return line;
}

std::string fresh_once(base::Random& random) {
    std::array<std::byte, kOnceSize / 2> bytes{};
    random.fill(bytes);
    return base::to_hex(bytes);
}

}  // namespace connector::portal
