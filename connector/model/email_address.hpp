#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace connector::model {

/// The one rule for when two mail addresses are the same person (SR-32): what this returns is
/// equal, byte by byte. It is used wherever an address enters: typed, read from Jira, given on the
/// command line. The rule:
///   - blanks around it go;
///   - the domain becomes its ASCII form (UTS 46, non-transitional) in lower case;
///   - A-Z in the local part become a-z, as every common server has it. Nothing else is folded or
///     normalised there: Unicode folding merges different mailboxes (CVE-2019-19844), and so would
///     dropping dots or +tags.
///
/// Invalid unless it is exactly one plain address (SR-33): lists, separators, comments, quoted
/// local parts, domain literals, control characters, more than 254 bytes or a local part over 64
/// are refused. The error does not repeat the address.
///
/// BUGS: a local part beyond ASCII that comes in two Unicode normal forms is two people. They see
/// less than they could, never more; cure: NFC by libunistring.
[[nodiscard]] base::Result<std::string> normalize_address(std::string_view claimed_address);

}  // namespace connector::model
