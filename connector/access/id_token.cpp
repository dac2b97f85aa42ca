#include "connector/access/id_token.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace connector::access {
namespace {

constexpr std::size_t kMaxSubject = 255;

tl::unexpected<base::Error> wrong(const char* what) {
    return base::fail(base::ErrorKind::Unauthorized, what);
}

bool is_meant_for(const JsonObject& claims, const std::string& client_id) {
    const auto audiences = claims.texts("aud");
    if (std::find(audiences.begin(), audiences.end(), client_id) == audiences.end()) return false;
    // With several, one of them must be named as the party that it was made for.
    const bool names_party = claims.has("azp");
    if (audiences.size() > 1 && !names_party) return false;
    return !names_party || claims.text("azp") == client_id;
}

}  // namespace

std::optional<base::Time> time_in(const JsonObject& claims, std::string_view name) {
    const auto value = claims.number(name);
    if (!value) return std::nullopt;
    return base::Time{base::seconds{*value}};
}

base::Result<void> check_id_token(
    const JsonObject& claims, const IdTokenWanted& wanted, base::Time now
) {
    if (claims.text("iss") != wanted.issuer) return wrong("the token is another issuer's");
    if (!is_meant_for(claims, wanted.client_id)) return wrong("the token is for somebody else");
    const auto expires = time_in(claims, "exp");
    const auto issued = time_in(claims, "iat");
    if (!expires || now >= *expires + kClockSkew) return wrong("the token has expired");
    if (!issued || *issued > now + kClockSkew) return wrong("the token is from the future");
    const auto begins = time_in(claims, "nbf");
    if (claims.has("nbf") && (!begins || *begins > now + kClockSkew)) {
        return wrong("the token is not good yet");
    }
    const std::string subject = claims.text("sub").value_or("");
    if (subject.empty() || subject.size() > kMaxSubject) return wrong("the token names nobody");
    const std::string nonce = claims.text("nonce").value_or("");
    if (wanted.nonce.empty() ||
        !base::equal_constant_time(base::as_bytes(nonce), base::as_bytes(wanted.nonce))) {
        return wrong("the token belongs to another sign-in");
    }
    return {};
}

}  // namespace connector::access
