#include "jira/attachment_source.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using base::ErrorKind;

class AttachmentSource : public testing::Test {
protected:
    base::Result<base::HttpStream> open() { return source_.open(base::AttachmentId(10'100)); }

    tests::FakeTransport site_;
    tests::FakeClock clock_;
    jira::AttachmentSource source_{
        {"https://acme.atlassian.net", base::Secret("Basic c2VjcmV0")}, site_, clock_};
};

TEST_F(AttachmentSource, AsksForTheBytesThemselves) {
    site_.queue({200, {{"Content-Type", "image/png"}}, "bytes"});

    auto stream = open();
    ASSERT_TRUE(stream);
    EXPECT_EQ(stream->body->read().value(), "bytes");
    const auto request = site_.requests().at(0);
    EXPECT_EQ(
        request.url, "https://acme.atlassian.net/rest/api/3/attachment/content/10100?redirect=false"
    );
    EXPECT_EQ(request.max_answer_bytes, jira::AttachmentSource::kMaxBytes);
    EXPECT_EQ(request.deadline, jira::AttachmentSource::kDeadline);
}

// SR-75: the media address carries a token of its own, and may be anywhere.
TEST_F(AttachmentSource, RedirectIsRejectedAndItsAddressNeverAsked) {
    for (const int status : {301, 302, 303, 307, 308}) {
        site_.queue({status, {{"Location", "https://media.example/file?token=SECRET"}}, ""});

        const auto stream = open();
        ASSERT_FALSE(stream) << status;
        EXPECT_EQ(stream.error().kind, ErrorKind::Rejected) << status;
        EXPECT_EQ(stream.error().message.find("SECRET"), std::string::npos);
    }
    EXPECT_EQ(site_.calls(), 5U);
}

TEST_F(AttachmentSource, WhatJiraSaysInsteadOfAFileTellsTheError) {
    const std::string words = R"({"errorMessages":["No such attachment."]})";
    site_.answer(404, words);
    EXPECT_EQ(open().error().kind, ErrorKind::NotFound);
    site_.answer(403, words);
    EXPECT_EQ(open().error().kind, ErrorKind::Denied);
}

}  // namespace
