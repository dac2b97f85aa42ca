#pragma once

#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace jira {

enum class AuthKind {
    Basic,   ///< e-mail and API token; Data Center: user name and password
    Bearer,  ///< an access token, or a personal access token of Data Center
};

struct Credential {
    AuthKind kind = AuthKind::Basic;
    std::string email{};  ///< for Basic only
    base::Secret token{};
};

/// The value of the Authorization header. Invalid: an empty part, a control character (a line
/// break at the end of a secret's file is the usual one), or a colon in the e-mail.
[[nodiscard]] base::Result<base::Secret> authorization_header(const Credential& credential);

}  // namespace jira
