#include "connector/http/body_reader.hpp"

#include <limits>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/text.hpp"

namespace connector::http {
namespace {

namespace beast_http = boost::beast::http;

/// A chunk's size line or a trailer that is longer than this is an attack.
constexpr std::size_t kLongestLine = 8U << 10U;

/// The shortest end of a chunked body: "0" and two line ends. Given "0", a line end and less than
/// that in all, Beast 1.81 ends a process that was built with assertions.
constexpr std::size_t kLastChunk = 5;

/// Beast lets line feeds pass inside a quoted extension, where a proxy may end the line (SR-110).
void check_extension(
    std::uint64_t /*size*/, boost::beast::string_view extension, boost::beast::error_code& error
) {
    if (base::has_control_character({extension.data(), extension.size()})) {
        error = beast_http::error::bad_chunk_extension;
    }
}

}  // namespace

struct BodyReader::Parser {
    beast_http::request_parser<beast_http::string_body> beast;
    boost::beast::error_code head_error;
    decltype(&check_extension) on_chunk = &check_extension;  ///< `beast` keeps a reference
};

BodyReader::BodyReader(std::string_view head, std::size_t max_body_bytes)
    : parser_(std::make_unique<Parser>()) {
    // The head's size was checked already; Beast's own limit would also count chunk trailers.
    parser_->beast.header_limit(static_cast<std::uint32_t>(head.size() + kLongestLine));
    parser_->beast.body_limit(max_body_bytes);
    parser_->beast.on_chunk_header(parser_->on_chunk);
    parser_->beast.put(boost::asio::buffer(head), parser_->head_error);
    parser_->beast.eager(true);
}

BodyReader::~BodyReader() = default;
BodyReader::BodyReader(BodyReader&& other) noexcept = default;
BodyReader& BodyReader::operator=(BodyReader&& other) noexcept = default;

BodyReader::Progress BodyReader::feed(std::string& input) {
    boost::beast::error_code error = parser_->head_error;
    if (!error && !parser_->beast.is_header_done()) return Progress::Malformed;
    const bool may_be_last =
        parser_->beast.chunked() && input.size() < kLastChunk && input.starts_with('0');
    if (!error && !input.empty() && !may_be_last) {
        const std::size_t used = parser_->beast.put(boost::asio::buffer(input), error);
        input.erase(0, used);
    }
    if (error == beast_http::error::body_limit) return Progress::TooLong;
    if (error && error != beast_http::error::need_more) return Progress::Malformed;
    if (parser_->beast.is_done()) return Progress::Done;
    return input.size() > kLongestLine ? Progress::Malformed : Progress::NeedsMore;
}

std::size_t BodyReader::size() const {
    return parser_->beast.get().body().size();
}

std::string BodyReader::take_some() {
    return std::exchange(parser_->beast.get().body(), {});
}

std::string BodyReader::take() {
    return std::move(parser_->beast.get().body());
}

}  // namespace connector::http
