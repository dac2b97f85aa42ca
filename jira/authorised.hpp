#pragma once

#include <string>

#include "base/http.hpp"
#include "jira/authority.hpp"

namespace jira {

/// Sends calls that were made out to the site in the connector's name: through the door that the
/// authority names, and with its credential. A call that Jira answers with 401 is sent once more if
/// there is another credential by then; Jira did not act upon it. Thread-safe.
class AuthorisedTransport final : public base::HttpTransport {
public:
    /// `site_url`: what the URLs of calls start with; no slash at the end.
    AuthorisedTransport(
        std::string site_url, AuthoritySource& authorities, base::HttpTransport& next
    );

    /// Invalid, also: a call that is not made out to the site.
    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request) override;
    [[nodiscard]] base::Result<base::HttpStream> open(const base::HttpRequest& request) override;

private:
    /// `call` sends what it is given, and `status_of` looks at what came back.
    template <typename Call, typename StatusOf>
    auto authorised(const base::HttpRequest& request, Call call, StatusOf status_of)
        -> decltype(call(request));
    [[nodiscard]] base::HttpRequest with(
        const Authority& authority, const base::HttpRequest& request
    ) const;

    const std::string site_url_;
    AuthoritySource& authorities_;
    base::HttpTransport& next_;
};

}  // namespace jira
