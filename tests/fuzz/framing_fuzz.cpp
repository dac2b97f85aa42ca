#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/text.hpp"
#include "connector/http/body_reader.hpp"
#include "connector/http/framing.hpp"
#include "tests/fuzz/property.hpp"

namespace {

namespace beast = boost::beast;
using connector::http::BodyKind;
using connector::http::BodyReader;
using connector::http::check_framing;
using connector::http::Head;
using connector::http::head_end;
using connector::http::HeadLimits;
using fuzz::expect;

constexpr std::size_t kMaxBody = 1U << 16U;

/// As the server would, but for the bytes: blanks around values and the letters' case go.
std::string written_anew(const Head& head, bool is_http_1_0) {
    std::string text = std::string(head.method) + ' ' + std::string(head.target);
    text += is_http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
    for (const auto& [name, value] : head.headers) {
        text += base::to_lower(name) + ": " + std::string(value) + "\r\n";
    }
    return text + "\r\n";
}

void expect_same(const Head& left, const Head& right) {
    expect(left.method == right.method, "a head written anew has the same method");
    expect(left.target == right.target, "and the same target");
    expect(left.host == right.host, "and the same host");
    expect(left.body == right.body, "and the same kind of body");
    expect(left.body_length == right.body_length, "and the same length of it");
    expect(left.keep_alive == right.keep_alive, "and says the same of the connection");
    expect(left.expects_continue == right.expects_continue, "and of 100-continue");
    expect(left.headers.size() == right.headers.size(), "and as many headers");
    for (std::size_t i = 0; i < left.headers.size(); ++i) {
        expect(left.headers[i].value == right.headers[i].value, "and the same values");
    }
}

using NamedValue = std::pair<std::string, std::string>;

/// Beast keeps headers of one name together; the order of different ones says nothing.
std::vector<NamedValue> by_name(std::vector<NamedValue> headers) {
    for (NamedValue& header : headers) header.first = base::to_lower(header.first);
    std::stable_sort(headers.begin(), headers.end(), [](const auto& left, const auto& right) {
        return left.first < right.first;
    });
    return headers;
}

/// Beast's parser, which is more lenient, may refuse; it must not understand something else.
void expect_no_other_reading(std::string_view bytes, const Head& head) {
    beast::http::request_parser<beast::http::empty_body> parser;
    parser.header_limit(1U << 20U);
    parser.body_limit(boost::none);
    beast::error_code error;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if ((error && error != beast::http::error::need_more) || !parser.is_header_done()) return;
    const auto& other = parser.get();
    expect(other.method_string() == beast::string_view(head.method), "one method");
    expect(other.target() == beast::string_view(head.target), "one target");
    expect(other["Host"] == beast::string_view(head.host), "one host");
    expect(parser.chunked() == (head.body == BodyKind::Chunked), "one answer whether chunked");
    expect(parser.content_length().value_or(0) == head.body_length, "one length of the body");
    std::vector<NamedValue> theirs;
    for (const auto& field : other) theirs.emplace_back(field.name_string(), field.value());
    std::vector<NamedValue> ours;
    for (const auto& [name, value] : head.headers) ours.emplace_back(name, value);
    expect(by_name(ours) == by_name(theirs), "one list of headers");
}

/// A body's content and how many bytes it took.
struct Body {
    std::string content{};
    std::size_t taken = 0;
};

/// RFC 9112 7.1 to the letter, but for the insides of extensions and trailers, which only must not
/// hold anything that some reader takes for the end of a line. Nothing: not (yet) a whole body.
std::optional<Body> decode_chunked(std::string_view bytes) {
    const std::size_t whole = bytes.size();
    const auto take_line = [&]() -> std::optional<std::string_view> {
        const std::size_t end = bytes.find_first_of("\r\n");
        if (end == std::string_view::npos || bytes.substr(end, 2) != "\r\n") return std::nullopt;
        const std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end + 2);
        return line;
    };
    Body body;
    for (;;) {
        const auto line = take_line();
        if (!line) return std::nullopt;
        const std::size_t digits =
            std::min(line->find_first_not_of("0123456789abcdefABCDEF"), line->size());
        if (digits == 0 || digits > 8) return std::nullopt;
        const std::string_view extension = line->substr(digits);
        if (!extension.empty() &&
            std::string_view("; \t").find(extension.front()) == std::string_view::npos)
            return std::nullopt;
        std::size_t size = 0;
        for (const char c : line->substr(0, digits)) {
            const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            size = size * 16 + static_cast<std::size_t>(value);
        }
        if (size == 0) break;
        if (bytes.size() < size + 2 || bytes.substr(size, 2) != "\r\n") return std::nullopt;
        body.content += bytes.substr(0, size);
        bytes.remove_prefix(size + 2);
    }
    for (;;) {
        const auto trailer = take_line();
        if (!trailer) return std::nullopt;
        if (trailer->empty()) break;
    }
    body.taken = whole - bytes.size();
    return body;
}

std::optional<Body> decode(const Head& head, std::string_view rest) {
    if (head.body == BodyKind::Chunked) return decode_chunked(rest);
    if (rest.size() < head.body_length) return std::nullopt;
    const auto length = static_cast<std::size_t>(head.body_length);
    return Body{std::string(rest.substr(0, length)), length};
}

/// As if the network had cut the bytes into pieces of that size; nothing when it was refused or is
/// not whole.
std::optional<Body> read_in_pieces(
    std::string_view head, std::string_view rest, std::size_t piece
) {
    BodyReader reader(head, kMaxBody);
    std::string input;
    std::size_t fed = 0;
    for (;;) {
        switch (reader.feed(input)) {
            case BodyReader::Progress::Done: return Body{reader.take(), fed - input.size()};
            case BodyReader::Progress::TooLong:
            case BodyReader::Progress::Malformed: return std::nullopt;
            case BodyReader::Progress::NeedsMore: break;
        }
        if (fed == rest.size()) return std::nullopt;
        input += rest.substr(fed, piece);
        fed += std::min(piece, rest.size() - fed);
    }
}

/// How many bytes the body took; nothing when nothing can be read behind it.
std::optional<std::size_t> check_body(
    const Head& head, std::string_view head_bytes, std::string_view rest
) {
    if (head.body == BodyKind::None) return 0;
    const auto whole = read_in_pieces(head_bytes, rest, rest.size() + 1);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
        const auto in_pieces = read_in_pieces(head_bytes, rest, piece);
        expect(whole.has_value() == in_pieces.has_value(), "how bytes arrive decides nothing");
        if (!whole) continue;
        expect(whole->content == in_pieces->content, "nor what a body is");
        expect(whole->taken == in_pieces->taken, "nor where it ends");
    }
    if (!whole) return std::nullopt;
    const auto expected = decode(head, rest);
    expect(expected.has_value(), "no body is read that the RFC does not allow");
    expect(whole->content == expected->content, "the body is the RFC's");
    expect(whole->taken == expected->taken, "it ends where the RFC says");
    return whole->taken;
}

}  // namespace

/// Requests on one connection, one after the other: what is accepted has exactly one reading.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    for (int requests = 0; requests < 4; ++requests) {
        const std::size_t end = head_end(rest);
        const std::size_t known = std::min(end, rest.size()) / 2;
        expect(head_end(rest, known) == end, "a head's end does not move with what was searched");
        if (end == std::string_view::npos) return 0;
        const std::string_view bytes = rest.substr(0, end);
        rest.remove_prefix(end);
        const auto head = check_framing(bytes, {});
        if (!head) return 0;

        expect(bytes.find('\0') == std::string_view::npos, "no NUL in a head");
        const std::string anew =
            written_anew(*head, bytes.substr(0, bytes.find('\r')).ends_with('0'));
        const auto again = check_framing(anew, {});
        expect(again.has_value(), "a head written anew is accepted");
        expect_same(*head, *again);
        expect_no_other_reading(bytes, *head);
        const auto taken = check_body(*head, bytes, rest);
        if (!taken) return 0;
        rest.remove_prefix(*taken);
    }
    return 0;
}
