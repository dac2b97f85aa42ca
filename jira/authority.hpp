#pragma once

#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace jira {

/// Through which door calls go, and in whose name.
struct Authority {
    std::string api_url;         ///< the site's, or the gateway's; no slash at the end
    base::Secret authorization;  ///< the header's value, see `authorization_header`

    [[nodiscard]] Authority clone() const { return {api_url, authorization.clone()}; }
};

/// Where the calls' authority comes from. Thread-safe; may wait (base/waiting.hpp).
class AuthoritySource {
public:
    virtual ~AuthoritySource() = default;

    /// The one in force. Unavailable: it cannot be had now. Unauthorized: an operator has to do
    /// what the message says.
    [[nodiscard]] virtual base::Result<Authority> get() = 0;

    /// Jira answered 401 to this one: another that is worth one more try. An error, mostly
    /// Unauthorized, when there is none.
    [[nodiscard]] virtual base::Result<Authority> instead_of(const Authority& refused) = 0;
};

/// One that is given by the configuration and never changes.
class FixedAuthority final : public AuthoritySource {
public:
    explicit FixedAuthority(Authority authority) : authority_(std::move(authority)) {}

    [[nodiscard]] base::Result<Authority> get() override { return authority_.clone(); }

    [[nodiscard]] base::Result<Authority> instead_of(const Authority&) override {
        return base::fail(base::ErrorKind::Unauthorized, "the credential is refused");
    }

private:
    const Authority authority_;
};

}  // namespace jira
