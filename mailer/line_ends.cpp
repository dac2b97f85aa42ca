#include "mailer/line_ends.hpp"

namespace mailer {

bool has_only_crlf(std::string_view text) {
    for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
         at = text.find_first_of("\r\n", at + 2)) {
        if (!text.substr(at).starts_with("\r\n")) return false;
    }
    return true;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (;;) {
        const std::size_t end = text.find_first_of("\r\n");
        out += text.substr(0, end);
        if (end == std::string_view::npos) return out;
        out += "\r\n";
        text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    }
}

}  // namespace mailer
