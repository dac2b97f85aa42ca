#include "connector/http/security_headers.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace connector::http {
namespace {

std::string line_of(const base::HttpHeader& header) {
    return header.name + ": " + header.value + "\r\n";
}

bool sets(const Response& response, const base::HttpHeader& wanted) {
    return std::any_of(
        response.headers.begin(),
        response.headers.end(),
        [&](const base::HttpHeader& own) {
            return base::equal_ignoring_case(own.name, wanted.name);
        }
    );
}

}  // namespace

std::string content_security_policy(const std::vector<std::string>& form_origins) {
    std::string targets;
    for (const std::string& origin : form_origins) targets += " " + origin;
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
           "font-src 'self'; connect-src 'self'; form-action 'self'" +
           targets + "; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
}

SecurityHeaders::SecurityHeaders(bool hsts)
    : headers_{
          {"Content-Security-Policy", content_security_policy()},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy",
           "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"},
          {"X-Robots-Tag", "noindex"},
      } {
    // Two years, as browsers' preload lists ask for; one is the least (SR-101).
    if (hsts) headers_.push_back({"Strict-Transport-Security", "max-age=63072000"});
    for (const base::HttpHeader& header : headers_) all_lines_ += line_of(header);
}

std::string SecurityHeaders::lines_for(const Response& response) const {
    if (response.headers.empty()) return all_lines_;
    std::string lines;
    lines.reserve(all_lines_.size());
    for (const base::HttpHeader& header : headers_) {
        if (!sets(response, header)) lines += line_of(header);
    }
    return lines;
}

}  // namespace connector::http
