#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/text.hpp"
#include "fixtures/mail_sink/mime.hpp"
#include "mailer/line_ends.hpp"
#include "mailer/message.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using fixtures::mail_sink::parse_mail;
using fixtures::mail_sink::ParsedMail;
using fuzz::expect;
using mailer::Mailbox;
using mailer::Message;

constexpr std::array<std::string_view, 12> kOurs{
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "X-Extra"};

void check_lines(std::string_view mime) {
    expect(mailer::has_only_crlf(mime), "every line ends in CRLF");
    expect(mime.ends_with("\r\n"), "the last one too");
    for (std::string_view rest = mime; !rest.empty();) {
        const std::string_view line = fuzz::take_part(rest, "\r\n");
        expect(line.size() <= 998, "no line is longer than 998 bytes");
        expect(line != ".", "no line ends the mail for SMTP");
        expect(line.find('\0') == std::string_view::npos, "no NUL");
    }
}

/// What another reader understands is what was written: no value has started a field of its own.
void check_reading(const Message& message, const ParsedMail& read) {
    std::set<std::string_view> seen;
    for (const base::HttpHeader& header : read.headers) {
        expect(
            std::find(kOurs.begin(), kOurs.end(), header.name) != kOurs.end(),
            "every header is one of ours"
        );
        expect(seen.insert(header.name).second, "and is there once");
    }
    expect(
        base::trim(read.header("Subject")) == base::trim(message.subject), "the subject is as given"
    );
    expect(read.message_id() == message.message_id, "the Message-ID is as given");
    expect(
        read.header("To").find(message.to.address) != std::string_view::npos,
        "the recipient's address is as given"
    );
    expect(read.text == mailer::with_crlf(message.text), "the text is as given");
    expect(read.html == mailer::with_crlf(message.html), "the HTML is as given");
}

}  // namespace

/// Parts between lines "%%": sender, recipient's name and address, subject, an extra header's name
/// and value, Message-ID, text, HTML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::text_of(data, size);
    const auto next = [&] { return std::string(fuzz::take_part(rest, "\n%%\n")); };
    const auto from = mailer::parse_mailbox(next());
    Message message;
    message.from = from.value_or(Mailbox{"Acme", "support@acme.example"});
    message.to.name = next();
    message.to.address = next();  // unchecked, as a careless caller would
    message.subject = next();
    message.extra.push_back({next(), next()});
    message.message_id = next();
    message.text = next();
    message.html = next();
    message.thread_id = "thread@acme.example";
    if (const auto made = mailer::make_mailbox(message.to.name, message.to.address)) {
        expect(made->address == message.to.address, "an address is never repaired");
    }

    const auto mime = mailer::to_mime(message);
    if (!mime) return 0;
    expect(mailer::to_mime(message).value_or("") == *mime, "the same for every attempt");
    check_lines(*mime);
    ParsedMail read = parse_mail(*mime);
    // The extra header's name is the caller's: any that is a name and not one of ours.
    for (base::HttpHeader& header : read.headers) {
        if (base::equal_ignoring_case(header.name, message.extra.front().name)) {
            header.name = "X-Extra";
        }
    }
    check_reading(message, read);
    return 0;
}
