#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace mailer {

/// "Acme Support <support@acme.example>". Build with `parse_mailbox` or `make_mailbox`: both refuse
/// what could break out of a header or an SMTP command (SR-91).
struct Mailbox {
    std::string name;     ///< any UTF-8 text, may be empty
    std::string address;  ///< local@domain
};

[[nodiscard]] base::Result<Mailbox> parse_mailbox(std::string_view text);
[[nodiscard]] base::Result<Mailbox> make_mailbox(std::string_view name, std::string_view address);

struct MailHeader {
    std::string name;
    std::string value;  ///< unencoded UTF-8
};

/// One mail with a text and an HTML part that say the same.
struct Message {
    Mailbox from;
    Mailbox to;
    std::string subject;
    std::string text;
    std::string html;
    std::string message_id;  ///< without angle brackets; the same for every attempt (SR-90)
    std::string thread_id;   ///< a Message-ID all mails of one request refer to; empty: none
    base::Time date;
    std::vector<MailHeader> extra{};  ///< e.g. List-Unsubscribe; none that `to_mime` writes itself
};

/// The final bytes: MIME multipart/alternative, RFC 2047 headers, quoted-printable bodies, CRLF,
/// lines of at most 998 bytes, `Auto-Submitted: auto-generated` (SR-94). Deterministic: the
/// boundary comes from the Message-ID. Invalid when a header holds CR, LF, NUL or another control
/// character or is given twice, or a part is not UTF-8.
[[nodiscard]] base::Result<std::string> to_mime(const Message& message);

}  // namespace mailer
