#include "jira/auth.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace jira {
namespace {

tl::unexpected<base::Error> refuse(std::string reason) {
    return base::fail(base::ErrorKind::Invalid, "credential for Jira: " + std::move(reason));
}

}  // namespace

base::Result<base::Secret> authorization_header(const Credential& credential) {
    const std::string_view token = credential.token.reveal();
    if (token.empty()) return refuse("the token is empty");
    if (base::has_control_character(token)) {
        return refuse("the token holds a control character, perhaps a line break at its end");
    }
    if (credential.kind == AuthKind::Bearer) return base::Secret("Bearer " + std::string(token));

    const std::string& email = credential.email;
    if (email.empty()) return refuse("the e-mail is empty");
    // RFC 7617 section 2: the first colon ends the user name.
    if (base::has_control_character(email) || email.find(':') != std::string::npos) {
        return refuse("the e-mail holds a colon or a control character");
    }
    const base::Secret pair(email + ":" + std::string(token));
    return base::Secret("Basic " + base::to_base64(base::as_bytes(pair.reveal())));
}

}  // namespace jira
