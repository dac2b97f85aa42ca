#pragma once

#include <string_view>
#include <utility>

#include "mailer/smtp_client.hpp"
#include "tests/mailer/outcome_printing.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/scripted_smtp.hpp"

namespace tests {

inline const mailer::Envelope kToAnn{"sup@acme.example", "ann@client.example"};
inline const mailer::Envelope kToBob{"sup@acme.example", "bob@client.example"};
constexpr std::string_view kMail = "Subject: x\r\n\r\nHello\r\n";

/// Without TLS and login.
inline mailer::SmtpSettings plain_settings(const ScriptedSmtp& server) {
    mailer::SmtpSettings settings;
    settings.url = server.url();
    settings.tls = mailer::Tls::Off;
    settings.helo_name = "connector.acme.example";
    return settings;
}

}  // namespace tests
