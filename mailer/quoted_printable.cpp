#include "mailer/quoted_printable.hpp"

namespace mailer {
namespace {

constexpr std::size_t kLongestLine = 76;  // with the '=' of a soft break
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kDigits = "0123456789ABCDEF";

bool must_be_coded(std::string_view rest, bool is_line_start) {
    const char c = rest.front();
    if (c == ' ' || c == '\t') return rest.size() == 1;  // a relay may strip trailing blanks
    if (c < '!' || c > '~' || c == '=') return true;
    return is_line_start && (c == '.' || rest.starts_with("From "));
}

std::string unit(std::string_view rest, bool is_line_start) {
    if (!must_be_coded(rest, is_line_start)) return {rest.front()};
    const auto byte = static_cast<unsigned char>(rest.front());
    return {'=', kDigits[byte >> 4U], kDigits[byte & 0x0FU]};
}

void append_line(std::string& out, std::string_view line) {
    std::size_t column = 0;
    for (; !line.empty(); line.remove_prefix(1)) {
        std::string next = unit(line, column == 0);
        const std::size_t room = line.size() == 1 ? kLongestLine : kLongestLine - 1;
        if (column + next.size() > room) {
            out += '=';
            out += kLineEnd;
            column = 0;
            next = unit(line, true);
        }
        out += next;
        column += next.size();
    }
}

}  // namespace

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (;;) {
        const std::size_t end = text.find_first_of(kLineEnd);
        append_line(out, text.substr(0, end));
        if (end == std::string_view::npos) return out;
        out += kLineEnd;
        text.remove_prefix(end + (text.substr(end).starts_with(kLineEnd) ? 2 : 1));
    }
}

}  // namespace mailer
