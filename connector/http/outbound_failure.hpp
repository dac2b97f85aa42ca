#pragma once

#include <string>

using CURL = void;  // as <curl/curl.h> has it

namespace connector::http {

/// Why a call came to no answer, for the operator, once libcurl ended `easy` with `curl_code`:
/// which of proxy and server it was, and what was wrong with a certificate. libcurl's own words
/// otherwise; never its detailed text, which may hold the URL.
[[nodiscard]] std::string why_failed(CURL* easy, int curl_code, bool has_proxy);

}  // namespace connector::http
