#pragma once

#include <string>
#include <vector>

#include "connector/http/response.hpp"

namespace connector::http {

/// The policy that every answer carries, with further origins that its forms may lead to, such as
/// "https://id.acme.example".
[[nodiscard]] std::string content_security_policy(
    const std::vector<std::string>& form_origins = {}
);

/// The headers that every answer carries, errors included (SR-101). Immutable, thread-safe.
class SecurityHeaders {
public:
    /// `hsts`: also Strict-Transport-Security, for a listener that browsers reach by HTTPS.
    explicit SecurityHeaders(bool hsts);

    /// Header lines, each with its CRLF, without those that the answer sets itself: a page that
    /// needs a looser policy says so in its own handler, in plain sight.
    [[nodiscard]] std::string lines_for(const Response& response) const;

private:
    std::vector<base::HttpHeader> headers_;
    std::string all_lines_;
};

}  // namespace connector::http
