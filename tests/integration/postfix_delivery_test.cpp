#include <gmock/gmock.h>

#include "mailer/message.hpp"
#include "mailer/smtp_client.hpp"
#include "tests/mailer/outcome_printing.hpp"
#include "tests/mailer/sample_message.hpp"
#include "tests/support/postfix.hpp"

namespace mailer {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using tests::Postfix;

const Envelope kToAnn{"sup@acme.example", "ann@client.test"};

/// The mailer against a real mail server.
class PostfixDelivery : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (!Postfix::missing())
            postfix_ = std::make_unique<Postfix>(std::vector<std::string>{"ann"});
    }

    static void TearDownTestSuite() { postfix_.reset(); }

    void SetUp() override {
        if (const auto reason = Postfix::missing()) GTEST_SKIP() << *reason;
        mails_before_ = postfix_->mails_of("ann").size();
    }

    static SmtpSettings settings(const std::string& url) {
        SmtpSettings settings;
        settings.url = url;
        settings.username = Postfix::username();
        settings.password = base::Secret(Postfix::password());
        settings.ca_file = postfix_->certificates().ca();
        return settings;
    }

    static std::string sample_mime() {
        Message message = tests::sample_message();
        message.to.address = "ann@client.test";
        return to_mime(message).value();
    }

    void expect_arrives_by(const std::string& url) const {
        SmtpClient client(settings(url));

        const Verdict verdict = client.send(kToAnn, sample_mime());

        ASSERT_EQ(verdict.outcome, Outcome::Accepted) << verdict.detail << postfix_->log();
        const auto mails = postfix_->wait_for_mails("ann", mails_before_ + 1);
        ASSERT_EQ(mails.size(), mails_before_ + 1) << postfix_->log();
        EXPECT_THAT(mails.back(), HasSubstr("text/plain"));
        EXPECT_THAT(mails.back(), HasSubstr("https://support.acme.example/l/AbC-_09\n"));
        EXPECT_THAT(mails.back(), HasSubstr("text/html"));
        EXPECT_THAT(mails.back(), HasSubstr("Message-ID: <m1.sup-12@acme.example>"));
    }

    void expect_nothing_arrived() const {
        EXPECT_EQ(postfix_->mails_of("ann").size(), mails_before_);
    }

    static std::unique_ptr<Postfix> postfix_;
    std::size_t mails_before_ = 0;
};

std::unique_ptr<Postfix> PostfixDelivery::postfix_;

TEST_F(PostfixDelivery, AMailArrivesByStartTlsAndLogin) {
    expect_arrives_by(postfix_->submission_url());
}

TEST_F(PostfixDelivery, AMailArrivesByImplicitTls) {
    expect_arrives_by(postfix_->smtps_url());
}

TEST_F(PostfixDelivery, ManyMailsArriveOnOneConnection) {
    SmtpClient client(settings(postfix_->submission_url()));
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(client.send(kToAnn, sample_mime()).outcome, Outcome::Accepted);

    EXPECT_EQ(postfix_->wait_for_mails("ann", mails_before_ + 10).size(), mails_before_ + 10);
}

TEST_F(PostfixDelivery, AWrongPasswordIsBroken) {
    SmtpSettings wrong = settings(postfix_->submission_url());
    wrong.password = base::Secret("wrong");
    SmtpClient client(std::move(wrong));

    const Verdict verdict = client.send(kToAnn, sample_mime());

    EXPECT_EQ(verdict.outcome, Outcome::Broken) << verdict.detail;
    EXPECT_EQ(verdict.code, 535) << verdict.detail;
    expect_nothing_arrived();
}

TEST_F(PostfixDelivery, AnUnknownRecipientBouncesAndTheNextMailArrives) {
    SmtpClient client(settings(postfix_->submission_url()));

    const Verdict bounced = client.send({"sup@acme.example", "nobody@client.test"}, sample_mime());
    const Verdict next = client.send(kToAnn, sample_mime());

    EXPECT_EQ(bounced.outcome, Outcome::Bounced) << bounced.detail;
    EXPECT_EQ(bounced.code, 550) << bounced.detail;
    EXPECT_EQ(next.outcome, Outcome::Accepted) << next.detail;
    EXPECT_EQ(postfix_->wait_for_mails("ann", mails_before_ + 1).size(), mails_before_ + 1);
}

TEST_F(PostfixDelivery, AWrongAuthorityIsBrokenAndNothingArrives) {
    for (const std::string& url : {postfix_->submission_url(), postfix_->smtps_url()}) {
        SmtpSettings wrong = settings(url);
        wrong.ca_file = postfix_->certificates().other_ca();
        SmtpClient client(std::move(wrong));

        const Verdict verdict = client.send(kToAnn, sample_mime());

        EXPECT_EQ(verdict.outcome, Outcome::Broken) << verdict.detail;
        EXPECT_THAT(verdict.detail, HasSubstr("certificate"));
    }
    expect_nothing_arrived();
}

TEST_F(PostfixDelivery, WithoutALoginTheServerTakesNothing) {
    SmtpSettings none = settings(postfix_->submission_url());
    none.username.clear();
    SmtpClient client(std::move(none));

    EXPECT_NE(client.send(kToAnn, sample_mime()).outcome, Outcome::Accepted);
    expect_nothing_arrived();
}

}  // namespace
}  // namespace mailer
