#pragma once

#include <string_view>

#include "base/result.hpp"

namespace mailer {

/// Invalid unless `address` is local@domain in a form that can stand in a header and in an SMTP
/// command as it is (SR-91): no control character, blank, quote, bracket, separator or comment; the
/// domain in ASCII (an international one in its xn-- form); at most 254 bytes. A local part beyond
/// ASCII passes and needs a server with SMTPUTF8. The error shows the address masked.
[[nodiscard]] base::Result<void> check_address(std::string_view address);

}  // namespace mailer
