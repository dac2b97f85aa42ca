#include "jira/cloud_id.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/answer.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

using base::ErrorKind;

bool is_uuid(std::string_view text) {
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == kShape.size() &&
           std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
               if (shape == '-') return c == '-';
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

/// Sites name themselves with and without a slash at the end.
std::string_view without_slash(std::string_view url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
}

}  // namespace

base::Result<std::string> look_up_cloud_id(
    const std::string& site_url, base::HttpTransport& transport, base::Time now
) {
    constexpr std::string_view kCall = "GET tenant_info";
    const auto sent = transport.send(
        {.url = site_url + "/_edge/tenant_info", .headers = {{"Accept", "application/json"}}}
    );
    if (!sent) return base::fail(sent);
    const auto answer = read_answer(kCall, *sent, now);
    if (!answer) return base::fail(answer);
    const auto id = text_member(*answer, "cloudId");
    if (!id || !is_uuid(*id)) {
        return base::fail(ErrorKind::Invalid, fmt::format("{}: no cloud id in the answer", kCall));
    }
    return std::string(*id);
}

base::Result<std::string> find_cloud_id(
    const std::string& site_url,
    const std::string& gateway_url,
    const base::Secret& authorization,
    base::HttpTransport& transport,
    base::Time now
) {
    constexpr std::string_view kCall = "GET accessible-resources";
    const auto sent = transport.send(
        {.url = gateway_url + "/oauth/token/accessible-resources",
         .headers =
             {{"Accept", "application/json"},
              {"Authorization", std::string(authorization.reveal())}}}
    );
    if (!sent) return base::fail(sent);
    const auto answer = read_answer(kCall, *sent, now);
    if (!answer) return base::fail(answer);
    if (!answer->is_array()) {
        return base::fail(ErrorKind::Invalid, fmt::format("{}: no list in the answer", kCall));
    }
    for (const Json& site : *answer) {
        const auto url = text_member(site, "url");
        const auto id = text_member(site, "id");
        if (url && id && without_slash(*url) == site_url) return std::string(*id);
    }
    return base::fail(
        ErrorKind::Rejected,
        fmt::format(
            "{}: the consent does not cover {}: authorise again, and choose this site",
            kCall,
            site_url
        )
    );
}

base::Result<std::string> gateway_api_url(
    const std::string& gateway_url, const std::string& cloud_id
) {
    if (!is_uuid(cloud_id)) {
        return base::fail(ErrorKind::Invalid, "what the gateway calls a cloud id is none");
    }
    return gateway_url + "/ex/jira/" + cloud_id;
}

}  // namespace jira
