#include "jira/authorised.hpp"

#include <utility>

namespace jira {

AuthorisedTransport::AuthorisedTransport(
    std::string site_url, AuthoritySource& authorities, base::HttpTransport& next
)
    : site_url_(std::move(site_url)), authorities_(authorities), next_(next) {}

base::Result<base::HttpResponse> AuthorisedTransport::send(const base::HttpRequest& request) {
    return authorised(
        request,
        [this](const base::HttpRequest& call) { return next_.send(call); },
        [](const base::HttpResponse& answer) { return answer.status; }
    );
}

base::Result<base::HttpStream> AuthorisedTransport::open(const base::HttpRequest& request) {
    return authorised(
        request,
        [this](const base::HttpRequest& call) { return next_.open(call); },
        [](const base::HttpStream& stream) { return stream.head.status; }
    );
}

template <typename Call, typename StatusOf>
auto AuthorisedTransport::authorised(
    const base::HttpRequest& request, Call call, StatusOf status_of
) -> decltype(call(request)) {
    // The credential goes to whatever follows the site's address: a path, and never more of a host.
    if (!request.url.starts_with(site_url_ + "/")) {
        return base::fail(base::ErrorKind::Invalid, "the call does not go to the site");
    }
    const auto authority = authorities_.get();
    if (!authority) return base::fail(authority);
    auto sent = call(with(*authority, request));
    if (!sent || status_of(*sent) != 401) return sent;
    const auto other = authorities_.instead_of(*authority);
    if (!other) return sent;
    return call(with(*other, request));
}

base::HttpRequest AuthorisedTransport::with(
    const Authority& authority, const base::HttpRequest& request
) const {
    base::HttpRequest call = request;
    call.url = authority.api_url + request.url.substr(site_url_.size());
    call.headers.push_back({"Authorization", std::string(authority.authorization.reveal())});
    return call;
}

}  // namespace jira
