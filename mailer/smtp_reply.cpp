#include "mailer/smtp_reply.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace mailer {
namespace {

constexpr std::size_t kLongestWords = 300;

bool is_temporary(int reply) {
    return reply >= 400 && reply < 500;
}

bool is_permanent(int reply) {
    return reply >= 500 && reply < 600;
}

/// RFC 4954 6: the server wants a login, another kind of login, or TLS; it says so at any stage.
bool is_about_login(int reply) {
    return reply == 530 || reply == 534 || reply == 535 || reply == 538;
}

/// Failures that the next attempt repeats until somebody changes a setting or a certificate. A
/// handshake that the network cut short looks like kTlsConnectError as well; it costs a pause.
bool is_about_setup(int code) {
    static constexpr std::array kCodes{
        curl_code::kUnsupportedProtocol,
        curl_code::kFailedInit,
        curl_code::kMalformedUrl,
        curl_code::kNotBuiltIn,
        curl_code::kTlsConnectError,
        curl_code::kTlsEngineNotFound,
        curl_code::kTlsEngineSetFailed,
        curl_code::kTlsCertificateProblem,
        curl_code::kTlsCipher,
        curl_code::kPeerFailedVerification,
        curl_code::kTlsUnavailable,
        curl_code::kTlsEngineInitFailed,
        curl_code::kBadCaFile,
        curl_code::kBadCrl,
        curl_code::kTlsIssuerError,
        curl_code::kInvalidCertificateStatus,
    };
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

Outcome outcome_of_refusal(const Attempt& attempt) {
    if (is_about_login(attempt.reply) || attempt.login_skipped) return Outcome::Broken;
    switch (attempt.stage) {
        case Stage::Connect:
        case Stage::Hello:
        case Stage::StartTls:
        case Stage::Login: return Outcome::Broken;
        // 552: too large, which is this message's fault. All else is about our sender.
        case Stage::Sender: return attempt.reply == 552 ? Outcome::Bounced : Outcome::Broken;
        case Stage::Recipient:
        case Stage::Data:
        case Stage::Body:
        case Stage::FinalDot: return Outcome::Bounced;
    }
    return Outcome::Broken;
}

/// The transfer failed and the server had refused nothing.
Outcome outcome_of_silence(const Attempt& attempt) {
    if (attempt.stage == Stage::FinalDot) return Outcome::Unknown;
    if (is_about_setup(attempt.curl_code)) return Outcome::Broken;
    if (attempt.curl_code == curl_code::kLoginDenied) return Outcome::Broken;
    // "220 go ahead" with plain text behind it: somebody speaks into the connection (SR-92).
    if (attempt.stage == Stage::StartTls && attempt.reply == 220 &&
        attempt.curl_code == curl_code::kWeirdServerReply) {
        return Outcome::Broken;
    }
    return Outcome::Deferred;
}

}  // namespace

std::string_view name_of(Stage stage) {
    switch (stage) {
        case Stage::Connect: return "connect";
        case Stage::Hello: return "EHLO";
        case Stage::StartTls: return "STARTTLS";
        case Stage::Login: return "AUTH";
        case Stage::Sender: return "MAIL";
        case Stage::Recipient: return "RCPT";
        case Stage::Data: return "DATA";
        case Stage::Body: return "message";
        case Stage::FinalDot: return "end of message";
    }
    return "?";
}

Outcome outcome_of(const Attempt& attempt) {
    if (attempt.curl_code == curl_code::kOk) return Outcome::Accepted;
    if (attempt.curl_code == curl_code::kTlsUnavailable) return Outcome::Broken;
    if (is_temporary(attempt.reply)) return Outcome::Deferred;
    if (is_permanent(attempt.reply)) return outcome_of_refusal(attempt);
    return outcome_of_silence(attempt);
}

std::string clean_words(std::string_view words, std::string_view recipient) {
    std::string line(base::trim(words));
    std::replace_if(
        line.begin(),
        line.end(),
        [](char c) { return c < ' ' || c > '~'; },  // SMTP replies are ASCII (RFC 5321 4.2)
        ' '
    );
    const std::string masked = base::mask_address(recipient);
    for (std::size_t at = recipient.empty() ? std::string::npos : line.find(recipient);
         at != std::string::npos;
         at = line.find(recipient, at + masked.size())) {
        line.replace(at, recipient.size(), masked);
    }
    return base::shorten(line, kLongestWords);
}

}  // namespace mailer
