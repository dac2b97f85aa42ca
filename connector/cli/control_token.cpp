#include "connector/cli/control_token.hpp"

#include "base/bytes.hpp"

namespace connector::cli {

std::string control_token(const access::KeyRing& keys) {
    return base::to_base64url(keys.current_subkey(access::KeyPurpose::ControlToken));
}

}  // namespace connector::cli
