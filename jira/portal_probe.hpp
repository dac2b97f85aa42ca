#pragma once

#include <string>

#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/site_admin.hpp"

namespace jira {

/// What somebody without an account sees of a portal. Open needs two settings, the site's and the
/// project's; Closed does not tell which one is missing.
struct PortalView {
    enum class Verdict { Open, Closed, Unknown };
    Verdict verdict = Verdict::Unknown;
    std::string evidence{};  ///< which call answered what
};

class PortalProbe {
public:
    virtual ~PortalProbe() = default;
    /// Looks once; waits. `type` is one that is shown and not restricted.
    [[nodiscard]] virtual PortalView look(const Desk& desk, const RequestType& type) = 0;
};

/// Reads one request type twice: with the credential, which shows that the ids are right, then
/// without one, through a transport that carries neither credential nor cookie. Of all that JSM
/// serves an anonymous caller this is the only call that belongs to a portal (`security` in
/// Atlassian's OpenAPI document). Nothing is written, and redirects are not followed.
///
/// Open and Closed are said only for answers in Jira's own form; a web page, a redirect, a firewall
/// or silence is Unknown.
class AnonymousProbe final : public PortalProbe {
public:
    AnonymousProbe(
        RestSettings settings,
        std::string site_url,
        base::HttpTransport& authorised,
        base::HttpTransport& anonymous,
        base::Clock& clock
    );

    [[nodiscard]] PortalView look(const Desk& desk, const RequestType& type) override;

private:
    Caller caller_;
    const std::string site_url_;
    base::HttpTransport& anonymous_;
};

}  // namespace jira
