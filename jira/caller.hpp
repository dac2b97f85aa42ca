#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "jira/json_text.hpp"

namespace jira {

struct RestSettings {
    std::string api_url;  ///< "https://acme.atlassian.net", or the gateway's; no slash at the end
    /// From `authorization_header`; empty where the transport puts it on (authorised.hpp).
    base::Secret authorization{};
    /// Where the platform's calls are: version 3 on Cloud; Data Center has version 2 only.
    std::string platform = "/rest/api/3";
};

/// Makes calls to one site in the name of the connector's account: puts the credential and the
/// language on each, and turns an answer into JSON or a typed error (answer.hpp). Thread-safe.
class Caller {
public:
    Caller(RestSettings settings, base::HttpTransport& transport, base::Clock& clock);

    [[nodiscard]] base::HttpRequest prepare(std::string_view method, std::string_view path) const;
    /// With a JSON body; bytes in it that are not UTF-8 are replaced.
    [[nodiscard]] base::HttpRequest prepare(
        std::string_view method, std::string_view path, const Json& body
    ) const;

    /// The path of a call of the platform: "/rest/api/3" and `rest`, which starts with a slash.
    [[nodiscard]] std::string platform(std::string_view rest) const;

    /// `call` names it in the error: "POST issue/bulkfetch".
    [[nodiscard]] base::Result<base::HttpResponse> send(
        std::string_view call, const base::HttpRequest& request
    );
    /// Sends, and reads the answer as JSON.
    [[nodiscard]] base::Result<Json> ask(std::string_view call, const base::HttpRequest& request);
    [[nodiscard]] base::Result<Json> get(std::string_view call, std::string_view path);

private:
    const RestSettings settings_;
    base::HttpTransport& transport_;
    base::Clock& clock_;
};

}  // namespace jira
