#pragma once

#include <string>
#include <string_view>

namespace mailer {

/// True when every CR is followed by LF and every LF preceded by CR.
[[nodiscard]] bool has_only_crlf(std::string_view text);

/// Each bare CR or LF made CRLF: sent as it is, LF . LF ends a mail early for some servers and lets
/// its text smuggle a second one in (SR-91).
[[nodiscard]] std::string with_crlf(std::string_view text);

}  // namespace mailer
