#include "connector/http/framing.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace connector::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kLongestMethod = 16;

template <typename T>
using Checked = tl::expected<T, Refusal>;

tl::unexpected<Refusal> refuse(int status, std::string_view reason) {
    return tl::unexpected<Refusal>(Refusal{status, reason});
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_token_char(char c) {
    return is_alphanumeric(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_target_char(char c) {
    return c > ' ' && c < '\x7f' && c != '#';
}

/// Host and port as a name, an IPv4 or a bracketed IPv6 address are written; no user, no list.
bool is_host_char(char c) {
    return is_alphanumeric(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
}

bool is_value_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

std::string_view trim_blanks(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes the next line off the front. Every CR must be followed by LF and every LF preceded by CR.
Checked<std::string_view> take_line(std::string_view& bytes) {
    const std::size_t end = bytes.find_first_of(kLineEnd);
    if (end == std::string_view::npos) return refuse(400, "head is cut short");
    if (bytes.substr(end, 2) != kLineEnd) return refuse(400, "bare CR or LF");
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    return line;
}

Checked<void> check_version(std::string_view version) {
    if (version == "HTTP/1.1" || version == "HTTP/1.0") return {};
    const bool is_http = version.size() == 8 && version.substr(0, 5) == "HTTP/" &&
                         is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    if (is_http) return refuse(505, "HTTP version");
    return refuse(400, "request line");
}

Checked<void> parse_request_line(std::string_view line, std::size_t max_target_bytes, Head& head) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return refuse(400, "request line");
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, last - first - 1);
    if (head.method.size() > kLongestMethod || !is_token(head.method)) {
        return refuse(400, "method");
    }
    if (head.target.size() > max_target_bytes) return refuse(414, "target too long");
    const bool is_path = !head.target.empty() && head.target.front() == '/' &&
                         std::all_of(head.target.begin(), head.target.end(), is_target_char);
    if (!is_path) return refuse(400, "target");
    return check_version(line.substr(last + 1));
}

Checked<HeaderView> parse_header(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded header");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refuse(400, "header without a colon");
    const std::string_view name = line.substr(0, colon);
    if (!is_token(name)) return refuse(400, "header name");
    const std::string_view value = line.substr(colon + 1);
    if (!std::all_of(value.begin(), value.end(), is_value_char)) {
        return refuse(400, "control character in a header");
    }
    return HeaderView{name, trim_blanks(value)};
}

/// The one header of that name: empty name when absent, an error when repeated.
Checked<HeaderView> at_most_one(const Head& head, std::string_view name) {
    HeaderView found;
    for (const HeaderView& header : head.headers) {
        if (!base::equal_ignoring_case(header.name, name)) continue;
        if (!found.name.empty()) return refuse(400, "repeated framing header");
        found = header;
    }
    return found;
}

Checked<void> find_host(Head& head) {
    const auto host = at_most_one(head, "host");
    if (!host) return tl::unexpected(host.error());
    const std::string_view value = host->value;
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_host_char)) {
        return refuse(400, "Host");
    }
    head.host = value;
    return {};
}

Checked<std::uint64_t> parse_length(std::string_view value) {
    // 18 digits cannot overflow, and no body of ours is near that.
    const bool is_number =
        !value.empty() && value.size() <= 18 && std::all_of(value.begin(), value.end(), is_digit);
    if (!is_number) return refuse(400, "Content-Length");
    return static_cast<std::uint64_t>(*base::parse_int(value));
}

Checked<void> find_body(Head& head, bool is_http_1_0) {
    const auto length = at_most_one(head, "content-length");
    if (!length) return tl::unexpected(length.error());
    const auto encoding = at_most_one(head, "transfer-encoding");
    if (!encoding) return tl::unexpected(encoding.error());

    if (!encoding->name.empty()) {
        if (!length->name.empty()) return refuse(400, "Content-Length with Transfer-Encoding");
        if (is_http_1_0) return refuse(400, "Transfer-Encoding in HTTP/1.0");
        if (!base::equal_ignoring_case(encoding->value, "chunked")) {
            return refuse(400, "Transfer-Encoding");
        }
        head.body = BodyKind::Chunked;
        return {};
    }
    if (length->name.empty()) return {};
    const auto parsed = parse_length(length->value);
    if (!parsed) return tl::unexpected(parsed.error());
    head.body_length = *parsed;
    head.body = *parsed == 0 ? BodyKind::None : BodyKind::Length;
    return {};
}

Checked<void> find_connection_wishes(Head& head, bool is_http_1_0) {
    head.keep_alive = !is_http_1_0;  // the old protocol's keep-alive is not worth its special cases
    for (const HeaderView& header : head.headers) {
        if (base::equal_ignoring_case(header.name, "connection")) {
            for (const std::string_view word : base::split(header.value, ',')) {
                if (base::equal_ignoring_case(trim_blanks(word), "close")) head.keep_alive = false;
            }
        } else if (base::equal_ignoring_case(header.name, "expect") && !is_http_1_0) {
            if (!base::equal_ignoring_case(header.value, "100-continue")) {
                return refuse(417, "Expect");
            }
            head.expects_continue = true;
        }
    }
    return {};
}

}  // namespace

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

std::size_t head_end(std::string_view bytes, std::size_t known) {
    // The end may straddle what is known: "\n\r" there, "\n" here.
    std::size_t at = bytes.find('\n', known < 2 ? 0 : known - 2);
    while (at != std::string_view::npos) {
        const std::string_view rest = bytes.substr(at + 1, 2);
        if (!rest.empty() && rest.front() == '\n') return at + 2;
        if (rest == kLineEnd) return at + 3;
        at = bytes.find('\n', at + 1);
    }
    return std::string_view::npos;
}

tl::expected<Head, Refusal> check_framing(std::string_view bytes, const HeadLimits& limits) {
    Head head;
    const auto request_line = take_line(bytes);
    if (!request_line) return tl::unexpected(request_line.error());
    const auto parsed_line = parse_request_line(*request_line, limits.max_target_bytes, head);
    if (!parsed_line) return tl::unexpected(parsed_line.error());
    const bool is_http_1_0 = request_line->back() == '0';

    for (;;) {
        const auto line = take_line(bytes);
        if (!line) return tl::unexpected(line.error());
        if (line->empty()) break;
        if (head.headers.size() == limits.max_header_count) return refuse(431, "too many headers");
        const auto header = parse_header(*line);
        if (!header) return tl::unexpected(header.error());
        head.headers.push_back(*header);
    }
    if (!bytes.empty()) return refuse(400, "bytes after the head");

    if (auto host = find_host(head); !host) return tl::unexpected(host.error());
    if (auto body = find_body(head, is_http_1_0); !body) return tl::unexpected(body.error());
    if (auto wishes = find_connection_wishes(head, is_http_1_0); !wishes) {
        return tl::unexpected(wishes.error());
    }
    return head;
}

}  // namespace connector::http
