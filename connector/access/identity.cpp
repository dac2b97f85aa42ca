#include "connector/access/identity.hpp"

#include "connector/model/email_address.hpp"

namespace connector::access {

base::Result<Identity> identity_in(const JsonObject& claims, bool trusts_addresses) {
    if (!trusts_addresses && !claims.is_true("email_verified")) {
        return base::fail(base::ErrorKind::Denied, "the address is not said to be verified");
    }
    auto address = model::normalize_address(claims.text("email").value_or(""));
    if (!address) return base::fail(base::ErrorKind::Denied, "no address is named");
    return Identity{.address = *std::move(address)};
}

}  // namespace connector::access
