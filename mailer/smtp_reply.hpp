#pragma once

#include <string>
#include <string_view>

#include "mailer/transport.hpp"

namespace mailer {

/// How far a transfer got: the last thing that was sent and may not have been answered.
enum class Stage {
    Connect,    ///< nothing sent: resolving, connecting, TLS of smtps://, the greeting
    Hello,      ///< EHLO or HELO
    StartTls,   ///< STARTTLS and the handshake
    Login,      ///< AUTH
    Sender,     ///< MAIL
    Recipient,  ///< RCPT
    Data,       ///< DATA
    Body,       ///< part of the message
    FinalDot,   ///< all of it: the server may have taken responsibility
};

[[nodiscard]] std::string_view name_of(Stage stage);

/// What is known when a transfer has ended.
struct Attempt {
    int curl_code = 0;  ///< a CURLcode; 0: the server accepted the mail
    int reply = 0;      ///< of the server to `stage`, 0 when it did not answer
    Stage stage = Stage::Connect;
    bool login_skipped = false;  ///< we have credentials, the server offered no AUTH
};

/// The one place that decides what became of a mail. In doubt the mail is kept: `Bounced` needs a
/// 5xx to the recipient or to the message itself; a 5xx to us (greeting, login, sender) is
/// `Broken`.
[[nodiscard]] Outcome outcome_of(const Attempt& attempt);

/// The server's words for the operator: one printable line of at most 300 bytes, the recipient's
/// address masked (SR-131).
[[nodiscard]] std::string clean_words(std::string_view words, std::string_view recipient);

/// The CURLcodes the table knows; smtp_client.cpp checks them against curl's header.
namespace curl_code {
inline constexpr int kOk = 0;
inline constexpr int kUnsupportedProtocol = 1;
inline constexpr int kFailedInit = 2;
inline constexpr int kMalformedUrl = 3;
inline constexpr int kNotBuiltIn = 4;
inline constexpr int kWeirdServerReply = 8;
inline constexpr int kTlsConnectError = 35;
inline constexpr int kTlsEngineNotFound = 53;
inline constexpr int kTlsEngineSetFailed = 54;
inline constexpr int kTlsCertificateProblem = 58;
inline constexpr int kTlsCipher = 59;
inline constexpr int kPeerFailedVerification = 60;
inline constexpr int kTlsUnavailable = 64;
inline constexpr int kTlsEngineInitFailed = 66;
inline constexpr int kLoginDenied = 67;
inline constexpr int kBadCaFile = 77;
inline constexpr int kBadCrl = 82;
inline constexpr int kTlsIssuerError = 83;
inline constexpr int kInvalidCertificateStatus = 91;
}  // namespace curl_code

}  // namespace mailer
