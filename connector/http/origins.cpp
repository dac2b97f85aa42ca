#include "connector/http/origins.hpp"

#include <memory>
#include <optional>
#include <stdexcept>

#include <curl/curl.h>

#include "base/text.hpp"

namespace connector::http {
namespace {

struct Origin {
    std::string host;
    std::string text;  ///< "https://acme.atlassian.net:443", lower-case
};

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return base::to_lower(text);
}

std::optional<Origin> origin_of(std::string_view address) {
    if (base::has_control_character(address)) return std::nullopt;
    const Url url(curl_url(), &curl_url_cleanup);
    const std::string terminated(address);
    const auto error =
        curl_url_set(url.get(), CURLUPART_URL, terminated.c_str(), CURLU_DISALLOW_USER);
    if (error != CURLUE_OK) return std::nullopt;
    const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
    const auto host = part_of(url.get(), CURLUPART_HOST);
    const auto port = part_of(url.get(), CURLUPART_PORT);
    if (!scheme || !host || !port || host->empty()) return std::nullopt;
    if (*scheme != "http" && *scheme != "https") return std::nullopt;
    return Origin{*host, *scheme + "://" + *host + ":" + *port};
}

}  // namespace

AllowedOrigins::AllowedOrigins(const std::vector<std::string>& origins) {
    for (const std::string& text : origins) {
        const auto origin = origin_of(text);
        if (!origin) throw std::runtime_error("\"" + text + "\" is not an http(s) origin");
        origins_.insert(origin->text);
    }
}

base::Result<std::string> AllowedOrigins::check(std::string_view url) const {
    const auto origin = origin_of(url);
    // Nothing of the URL is repeated: what could not be read might be a secret.
    if (!origin)
        return base::fail(base::ErrorKind::Invalid, "not an http(s) URL that may be called");
    if (origins_.find(origin->text) == origins_.end()) {
        return base::fail(base::ErrorKind::Invalid, origin->host + " may not be called");
    }
    return origin->host;
}

}  // namespace connector::http
