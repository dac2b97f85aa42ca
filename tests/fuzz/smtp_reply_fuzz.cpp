#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "mailer/smtp_reply.hpp"
#include "mailer/smtp_transcript.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using fuzz::expect;
using mailer::Attempt;
using mailer::Outcome;
using mailer::SmtpTranscript;
using mailer::Stage;

constexpr std::string_view kRecipient = "ann@client.example";

/// Lines "C: ..." are commands, "B" is part of the message, "D" its end, "N" the next mail; all
/// else is what the server says.
void follow(SmtpTranscript& transcript, std::string_view conversation) {
    transcript.start_mail();
    while (!conversation.empty()) {
        const std::string_view line = fuzz::take_part(conversation, "\n");
        if (line.starts_with("C: ")) {
            transcript.on_command(line.substr(3));
        } else if (line == "B" || line == "D") {
            transcript.on_body(line == "B" ? Stage::Body : Stage::FinalDot);
        } else if (line == "N") {
            transcript.start_mail();
        } else {
            transcript.on_reply(line);
        }
    }
}

void check_outcome(const Attempt& attempt) {
    const Outcome outcome = mailer::outcome_of(attempt);
    expect((outcome == Outcome::Accepted) == (attempt.curl_code == 0), "only success is accepted");
    if (outcome == Outcome::Bounced) {
        expect(attempt.reply >= 500 && attempt.reply < 600, "only a 5xx gives a mail up");
        expect(attempt.stage >= Stage::Sender, "and only about the mail, not about us");
        expect(!attempt.login_skipped, "and never for want of a login");
    }
    if (outcome == Outcome::Unknown) {
        expect(attempt.stage == Stage::FinalDot, "in doubt only after the whole message was sent");
    }
}

void check_words(std::string_view said) {
    std::string words = mailer::clean_words(said, kRecipient);
    expect(words.size() <= 300, "the words are at most 300 bytes");
    expect(words.find(kRecipient) == std::string::npos, "the recipient is masked");
    if (words.ends_with("\xE2\x80\xA6")) words.resize(words.size() - 3);  // "…": cut
    const bool is_printable =
        std::all_of(words.begin(), words.end(), [](char c) { return c >= ' ' && c <= '~'; });
    expect(is_printable, "the words are one printable line");
}

}  // namespace

/// A first byte for libcurl's code, then a conversation.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view conversation = fuzz::text_of(data + 1, size - 1);
    SmtpTranscript transcript;
    follow(transcript, conversation);
    expect(transcript.reply() == 0 || transcript.reply() >= 100, "a reply is a code or none");
    expect(transcript.reply() <= 999, "of three digits");
    expect(transcript.words().size() <= 2'100, "a chatty server fills no memory");

    const int curl_code = data[0] == ' ' ? 0 : data[0];
    for (const bool login_skipped : {false, true}) {
        check_outcome({curl_code, transcript.reply(), transcript.stage(), login_skipped});
    }
    check_words(transcript.words());
    check_words(conversation);
    return 0;
}
