#pragma once

#include <string_view>

namespace config {

/// Whether anybody can have an address of that domain, as far as free_mail.txt knows. `domain` is
/// in lower-case A-labels. A provider's sub-domains are not its own domain: live.acme.com is no
/// Live.
[[nodiscard]] bool is_free_mail(std::string_view domain);

/// Whether it is a public suffix, below which many owners register names (https://publicsuffix.org,
/// both its sections): co.uk, github.io.
[[nodiscard]] bool is_public_suffix(std::string_view domain);

}  // namespace config
