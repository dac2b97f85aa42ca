#include <gmock/gmock.h>

#include "tests/mailer/smtp_samples.hpp"

namespace mailer {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using tests::Certificates;
using tests::kMail;
using tests::kToAnn;
using tests::kToBob;
using tests::plain_settings;
using tests::ScriptedSmtp;
using Kind = tests::Reaction::Kind;

const Certificates& certificates() {
    static const Certificates made;
    return made;
}

ScriptedSmtp::Options tls_options(ScriptedSmtp::Tls tls) {
    return {tls, certificates().certificate(), certificates().key()};
}

SmtpSettings tls_settings(const ScriptedSmtp& server) {
    SmtpSettings settings = plain_settings(server);
    settings.tls = Tls::Required;
    settings.ca_file = certificates().ca();
    settings.username = "bot";
    settings.password = base::Secret("s3cr3t");
    return settings;
}

TEST(SmtpTls, StartTlsAndLoginCarryAMail) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Offered));
    SmtpClient client(tls_settings(server));

    const Verdict first = client.send(kToAnn, kMail);
    const Verdict second = client.send(kToBob, kMail);

    EXPECT_EQ(first.outcome, Outcome::Accepted) << first.detail;
    EXPECT_EQ(second.outcome, Outcome::Accepted) << second.detail;
    EXPECT_EQ(server.connections(), 1U);
    // base64 of NUL bot NUL s3cr3t
    EXPECT_THAT(server.commands(), Contains("AUTH PLAIN AGJvdABzM2NyM3Q="));
}

TEST(SmtpTls, ImplicitTlsCarriesAMail) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Implicit));
    SmtpClient client(tls_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Accepted) << verdict.detail;
}

void expect_nothing_was_said(const ScriptedSmtp& server) {
    EXPECT_EQ(server.count("AUTH"), 0U);
    EXPECT_EQ(server.count("MAIL"), 0U);
    EXPECT_TRUE(server.mails().empty());
}

TEST(SmtpTls, WithoutStartTlsNothingIsSent) {
    ScriptedSmtp server;
    SmtpClient client(tls_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Broken) << verdict.detail;
    expect_nothing_was_said(server);
}

TEST(SmtpTls, RefusedStartTlsIsBroken) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Offered));
    server.on("STARTTLS", {Kind::Reply, "454 4.7.0 not now"});
    SmtpClient client(tls_settings(server));

    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Broken);
    expect_nothing_was_said(server);
}

TEST(SmtpTls, PlainTextBehindTheGoAheadIsBroken) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Offered));
    server.on("STARTTLS", {Kind::Reply, "220 go ahead\r\n250-AUTH PLAIN\r\n250 injected"});
    SmtpClient client(tls_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Broken) << verdict.detail;
    expect_nothing_was_said(server);
}

TEST(SmtpTls, ACertificateOfAnotherAuthorityIsBroken) {
    for (const auto tls : {ScriptedSmtp::Tls::Offered, ScriptedSmtp::Tls::Implicit}) {
        ScriptedSmtp server(tls_options(tls));
        SmtpSettings settings = tls_settings(server);
        settings.ca_file = certificates().other_ca();
        SmtpClient client(std::move(settings));

        const Verdict verdict = client.send(kToAnn, kMail);

        EXPECT_EQ(verdict.outcome, Outcome::Broken) << verdict.detail;
        EXPECT_THAT(verdict.detail, HasSubstr("certificate"));
        expect_nothing_was_said(server);
    }
}

TEST(SmtpTls, ACertificateForAnotherHostIsBroken) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Offered));
    SmtpSettings settings = tls_settings(server);
    // curl knows every name below .localhost; the certificate does not.
    settings.url = "smtp://mail.localhost:" + std::to_string(server.port());
    SmtpClient client(std::move(settings));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Broken) << verdict.detail;
    expect_nothing_was_said(server);
}

TEST(SmtpTls, AMissingCaFileIsBroken) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Offered));
    SmtpSettings settings = tls_settings(server);
    settings.ca_file = "/nonexistent/ca.pem";
    SmtpClient client(std::move(settings));

    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Broken);
    expect_nothing_was_said(server);
}

TEST(SmtpTls, ARefusedLoginIsBrokenAndShowsNoCredential) {
    ScriptedSmtp server(tls_options(ScriptedSmtp::Tls::Offered));
    server.on("AUTH", {Kind::Reply, "535 5.7.8 authentication failed"});
    SmtpClient client(tls_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Broken);
    EXPECT_EQ(verdict.code, 535);
    EXPECT_THAT(verdict.detail, HasSubstr("535 5.7.8 authentication failed"));
    EXPECT_THAT(verdict.detail, Not(HasSubstr("s3cr3t")));
    EXPECT_EQ(server.count("MAIL"), 0U);
}

TEST(SmtpTls, ARefusalByAServerThatOffersNoLoginIsBroken) {
    ScriptedSmtp::Options options = tls_options(ScriptedSmtp::Tls::Offered);
    options.offers_login = false;
    ScriptedSmtp server(options);
    server.on("RCPT", {Kind::Reply, "554 5.7.1 relay access denied"});
    SmtpClient client(tls_settings(server));

    const Verdict verdict = client.send(kToAnn, kMail);

    EXPECT_EQ(verdict.outcome, Outcome::Broken);
    EXPECT_THAT(verdict.detail, HasSubstr("offered no login"));
}

TEST(SmtpSettings, CredentialsWithoutTlsAreRefused) {
    ScriptedSmtp server;
    SmtpSettings settings = tls_settings(server);
    settings.tls = Tls::Off;
    SmtpClient client(std::move(settings));

    EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Broken);
    EXPECT_EQ(server.connections(), 0U);
}

TEST(SmtpSettings, OnlyUrlsOfAMailServerAreTaken) {
    ScriptedSmtp server;
    const std::string port = std::to_string(server.port());
    for (const std::string& url :
         {"http://localhost:" + port,
          "smtp://bot:s3cr3t@localhost:" + port,
          "smtp://localhost:" + port + "/evil",
          std::string("smtp://"),
          std::string("localhost"),
          "smtp://localhost:" + port + "\r\nx",
          std::string("file:///etc/passwd")}) {
        SmtpSettings settings = plain_settings(server);
        settings.url = url;
        SmtpClient client(std::move(settings));
        EXPECT_EQ(client.send(kToAnn, kMail).outcome, Outcome::Broken) << url;
    }
    EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace mailer
