#include "connector/http/answer_bytes.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "connector/http/framing.hpp"

namespace connector::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 36> kReasons{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

constexpr std::array<std::string_view, 4> kOursAlone{
    "content-length", "transfer-encoding", "connection", "date"};

/// Tab is the only control character that stays inside its line.
bool fits_a_line(std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
    if (!is_token(name) || !fits_a_line(value)) {
        throw std::logic_error(
            "answer header " + std::string(name) + " does not fit into its line"
        );
    }
    out.append(name).append(": ").append(value).append("\r\n");
}

bool is_ours_alone(std::string_view name) {
    return std::any_of(kOursAlone.begin(), kOursAlone.end(), [&](std::string_view ours) {
        return base::equal_ignoring_case(ours, name);
    });
}

}  // namespace

std::string_view reason_phrase(int status) {
    const auto* row = std::find_if(kReasons.begin(), kReasons.end(), [&](const auto& reason) {
        return reason.first == status;
    });
    return row == kReasons.end() ? "Status" : row->second;
}

bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

std::string head_bytes(
    const Response& response, const SecurityHeaders& security, const AnswerContext& context
) {
    if (response.status < 200 || response.status > 599) {
        throw std::logic_error("answer status " + std::to_string(response.status));
    }
    std::string out;
    out.reserve(1024);
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_phrase(response.status)).append("\r\n");
    if (!context.date.empty()) append_line(out, "Date", context.date);
    if (may_have_body(response.status)) {
        const auto length = response.stream ? response.stream->length : response.body.size();
        // A stream of events ends with its connection (RFC 9112 6.3, 8.): chunks would frame what
        // has no end, and proxies that speak HTTP/1.0 to us could not have them.
        if (!response.events) append_line(out, "Content-Length", std::to_string(length));
        if (!response.content_type.empty()) append_line(out, "Content-Type", response.content_type);
    }
    if (!response.cache_control.empty()) append_line(out, "Cache-Control", response.cache_control);
    out += security.lines_for(response);
    for (const base::HttpHeader& header : response.headers) {
        if (is_ours_alone(header.name)) {
            throw std::logic_error("answer header " + header.name + " is the server's to set");
        }
        append_line(out, header.name, header.value);
    }
    if (context.closes) out += "Connection: close\r\n";
    return out += "\r\n";
}

}  // namespace connector::http
