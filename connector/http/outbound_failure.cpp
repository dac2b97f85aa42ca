#include "connector/http/outbound_failure.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

namespace connector::http {
namespace {

// X509_V_ERR_... of <openssl/x509_vfy.h>, which CURLINFO_SSL_VERIFYRESULT answers.
constexpr long kUnspecified = 1;
constexpr long kCertificateNotYetValid = 9;
constexpr long kCertificateHasExpired = 10;

std::string what_is_wrong_with_the_certificate(CURL* easy) {
    long result = 0;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    switch (result) {
        // The chain is good, or the handshake would have ended with its fault; libcurl compares the
        // name after that, and leaves the mark with which it began.
        case 0:
        case kUnspecified: return "the server's certificate is for another host name";
        case kCertificateNotYetValid: return "the server's certificate is not valid yet";
        case kCertificateHasExpired: return "the server's certificate has expired";
        default: return "the server's certificate is signed by no authority that is trusted here";
    }
}

/// What the proxy answered to CONNECT; 0: nothing.
long refusal_of_proxy(CURL* easy) {
    constexpr long kFirstRefusal = 300;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return status >= kFirstRefusal ? status : 0;
}

}  // namespace

std::string why_failed(CURL* easy, int curl_code, bool has_proxy) {
    const auto code = static_cast<CURLcode>(curl_code);
    if (code == CURLE_PEER_FAILED_VERIFICATION) return what_is_wrong_with_the_certificate(easy);
    if (code == CURLE_SSL_CACERT_BADFILE) return "the file of trusted authorities cannot be read";
    if (has_proxy) {
        if (const long status = refusal_of_proxy(easy); status != 0) {
            return fmt::format("the proxy refused to pass it on ({})", status);
        }
        if (code == CURLE_COULDNT_CONNECT) return "the proxy could not be reached";
    }
    return curl_easy_strerror(code);
}

}  // namespace connector::http
