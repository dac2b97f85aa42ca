#include "mailer/smtp_transcript.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace mailer {
namespace {

constexpr std::size_t kMostWords = 2'000;  // a server may send lines without end

constexpr std::array<std::pair<std::string_view, Stage>, 7> kCommands{{
    {"EHLO", Stage::Hello},
    {"HELO", Stage::Hello},
    {"STARTTLS", Stage::StartTls},
    {"AUTH", Stage::Login},
    {"MAIL", Stage::Sender},
    {"RCPT", Stage::Recipient},
    {"DATA", Stage::Data},
}};

}  // namespace

void SmtpTranscript::start_mail() {
    enter(Stage::Connect);
    is_leaving_ = false;
}

void SmtpTranscript::on_command(std::string_view line) {
    const std::string_view verb = line.substr(0, line.find_first_of(" \r\n"));
    if (verb == "QUIT") is_leaving_ = true;
    if (is_leaving_) return;
    // EHLO opens a connection, and once more after STARTTLS; AUTH comes later than both.
    if (verb == "EHLO" || verb == "HELO") has_tried_login_ = false;
    if (verb == "AUTH") has_tried_login_ = true;
    const auto* known = std::find_if(kCommands.begin(), kCommands.end(), [&](const auto& row) {
        return row.first == verb;
    });
    // Else the line answers a challenge: part of AUTH.
    enter(known == kCommands.end() ? stage_ : known->second);
}

void SmtpTranscript::on_reply(std::string_view line) {
    if (is_leaving_ || line.size() < 3) return;
    if (const auto code = base::parse_int(line.substr(0, 3)); code && *code >= 100)
        reply_ = static_cast<int>(*code);
    if (words_.size() + line.size() > kMostWords) return;
    if (!words_.empty()) words_ += ' ';
    words_ += base::trim(line);
}

void SmtpTranscript::on_body(Stage reached) {
    if (stage_ != reached) enter(reached);
}

void SmtpTranscript::enter(Stage stage) {
    stage_ = stage;
    reply_ = 0;
    words_.clear();
}

}  // namespace mailer
