#pragma once

#include <string>

#include "connector/access/keys.hpp"

namespace connector::cli {

/// What proves to the running daemon that the caller may read its key files: derived from the
/// current key, so it needs no file of its own and changes when keys rotate.
[[nodiscard]] std::string control_token(const access::KeyRing& keys);

}  // namespace connector::cli
