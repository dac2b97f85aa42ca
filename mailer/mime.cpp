#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "mailer/headers.hpp"
#include "mailer/message.hpp"
#include "mailer/quoted_printable.hpp"

namespace mailer {
namespace {

/// The same for every attempt of one mail. "=_" can't appear in quoted-printable text, so neither
/// part can hold the boundary, whatever it says.
std::string boundary_for(std::string_view message_id) {
    const base::Bytes32 hash = base::sha256(base::as_bytes(message_id));
    return "=_" + base::to_hex(base::ByteView(hash).first(12));
}

void add_thread(HeaderBlock& headers, const Message& message) {
    if (message.thread_id.empty() || message.thread_id == message.message_id) return;
    headers.add_message_id("In-Reply-To", message.thread_id);
    headers.add_message_id("References", message.thread_id);
}

base::Result<std::string> write_headers(const Message& message, std::string_view boundary) {
    HeaderBlock headers;
    headers.add_date("Date", message.date);
    headers.add_mailbox("From", message.from);
    headers.add_mailbox("To", message.to);
    headers.add_text("Subject", message.subject);
    headers.add_message_id("Message-ID", message.message_id);
    add_thread(headers, message);
    headers.add_text("Auto-Submitted", "auto-generated");  // RFC 3834 5: nobody answers a machine
    headers.add_text("MIME-Version", "1.0");
    headers.add_text(
        "Content-Type", fmt::format("multipart/alternative; boundary=\"{}\"", boundary)
    );
    headers.add_text("Content-Transfer-Encoding", "7bit");
    // Last, so that none of them can take the place of one above.
    for (const MailHeader& extra : message.extra) headers.add_text(extra.name, extra.value);
    return std::move(headers).finish();
}

std::string part(std::string_view boundary, std::string_view type, std::string_view content) {
    return fmt::format(
        "--{}\r\n"
        "Content-Type: text/{}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "{}\r\n",
        boundary,
        type,
        quoted_printable(content)
    );
}

}  // namespace

base::Result<std::string> to_mime(const Message& message) {
    if (!base::is_utf8(message.text) || !base::is_utf8(message.html))
        return base::fail(base::ErrorKind::Invalid, "mail: a part is not UTF-8");
    const std::string boundary = boundary_for(message.message_id);
    const auto headers = write_headers(message, boundary);
    if (!headers) return base::fail(headers);
    // The reader shows the last part it understands (RFC 2046 5.1.4), so HTML comes second.
    return fmt::format(
        "{}\r\n{}{}--{}--\r\n",
        *headers,
        part(boundary, "plain", message.text),
        part(boundary, "html", message.html),
        boundary
    );
}

}  // namespace mailer
