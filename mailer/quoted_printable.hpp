#pragma once

#include <string>
#include <string_view>

namespace mailer {

/// RFC 2045 6.7 for text: any line end (CRLF, LF, CR) becomes CRLF, lines are at most 76 bytes by
/// soft breaks. Beyond the standard, a '.' at the start of a line is coded (no relay can mistake it
/// for the end of the mail), and so is the F of "From " (mbox writers would change the line).
[[nodiscard]] std::string quoted_printable(std::string_view text);

}  // namespace mailer
