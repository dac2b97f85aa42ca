#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

/// The rules of rules.hpp for what has to do with hosts, URLs and addresses.
namespace config {

[[nodiscard]] base::Result<std::string> email_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> mailbox_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> url_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> origin_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> smtp_url_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> store_url_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> endpoint_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> network_rule(std::string_view text);
[[nodiscard]] base::Result<std::string> host_rule(std::string_view text);

}  // namespace config
