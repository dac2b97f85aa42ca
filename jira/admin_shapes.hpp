#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "jira/json_text.hpp"
#include "jira/site_admin.hpp"

/// How the calls of site_admin.hpp look on the wire. Pure functions; nothing or Invalid for what
/// makes no sense.
namespace jira {

[[nodiscard]] std::optional<Desk> read_desk(const Json& desk);
[[nodiscard]] std::optional<RequestType> read_request_type(const Json& type);
[[nodiscard]] base::Result<RequestSecurity> read_request_security(const Json& answer);
/// The booleans that may be written; `serviceDeskPublicSignup` only where it was read.
[[nodiscard]] Json request_security_body(const RequestSecurity& wanted);
/// Both shapes that are known: `enabled`, `events` and `filters` of Cloud, `active` of newer Data
/// Center.
[[nodiscard]] std::optional<Webhook> read_webhook(const Json& webhook);
[[nodiscard]] Json webhook_body(const Webhook& wanted, const base::Secret& secret);
/// The keys that the answer to a refused question for permissions names as unknown.
[[nodiscard]] std::vector<std::string> unknown_permissions(std::string_view raw_answer);

}  // namespace jira
