#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/options.hpp"

/// What a value of each type must look like.
namespace config {

/// The value in the one form the program uses: host names in lower case, no slash at the end of a
/// URL, a network with its length, `on` or `off` for a switch. An error is the end of a sentence
/// about the option, "must be …", and never quotes the value.
[[nodiscard]] base::Result<std::string> canonical(const Option& option, std::string_view text);

/// Of a mail domain that may stand for an organization: refuses mail providers, endings such as
/// co.uk, and what is no domain at all.
[[nodiscard]] base::Result<std::string> canonical_account_domain(std::string_view text);

/// A canonical Type::Endpoint, or a URL's authority, in its parts. An IPv6 host has no brackets.
[[nodiscard]] HostPort split_endpoint(std::string_view text);

/// The value as a message may show it: cut to a bearable length, and without the user name and
/// password of a URL.
[[nodiscard]] std::string shown(std::string_view value);

}  // namespace config
