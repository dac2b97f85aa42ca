#include "connector/access/hand_off.hpp"

#include "connector/access/id_token.hpp"

namespace connector::access {
namespace {

constexpr std::size_t kLeastId = 8;
constexpr std::size_t kMostId = 255;

tl::unexpected<base::Error> wrong(const char* what) {
    return base::fail(base::ErrorKind::Unauthorized, what);
}

}  // namespace

base::Result<HandOff> check_hand_off(
    std::string_view token, const HandOffRules& rules, base::Time now
) {
    const auto claims = verify(token, rules.key);
    if (!claims) return base::fail(claims);
    if (claims->text("iss") != rules.issuer) return wrong("the hand-off is another issuer's");
    if (claims->texts("aud") != std::vector{rules.audience}) {
        return wrong("the hand-off is for somebody else");
    }
    const auto issued = time_in(*claims, "iat");
    const auto expires = time_in(*claims, "exp");
    if (!issued || !expires) return wrong("the hand-off does not say how long it is good");
    if (*expires <= *issued || *expires - *issued > kMostHandOffLife) {
        return wrong("the hand-off is good for more than 60 seconds");
    }
    if (*issued > now + kClockSkew) return wrong("the hand-off is from the future");
    if (now >= *expires + kClockSkew) return wrong("the hand-off has expired");
    const std::string id = claims->text("jti").value_or("");
    if (id.size() < kLeastId || id.size() > kMostId) return wrong("the hand-off has no fit jti");
    auto identity = identity_in(*claims, rules.trusts_addresses);
    if (!identity) return base::fail(identity);
    return HandOff{*std::move(identity), id, *expires + kClockSkew};
}

}  // namespace connector::access
