#pragma once

#include <string>
#include <string_view>

#include "connector/http/response.hpp"
#include "connector/http/security_headers.hpp"

namespace connector::http {

struct AnswerContext {
    std::string_view date;  ///< RFC 9110 date; empty: no Date header
    bool closes = false;    ///< the connection ends after this answer
};

/// The bytes of an answer's head, blank line included. Throws std::logic_error when a name or value
/// would break out of its line, or when the handler sets what only the server knows
/// (Content-Length, Transfer-Encoding, Connection).
[[nodiscard]] std::string head_bytes(
    const Response& response, const SecurityHeaders& security, const AnswerContext& context
);

/// RFC 9110 6.4.1: 1xx, 204 and 304 have none.
[[nodiscard]] bool may_have_body(int status);

[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace connector::http
