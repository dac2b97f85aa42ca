#include "jira/auth.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using jira::AuthKind;

base::Result<base::Secret> header(AuthKind kind, std::string email, std::string token) {
    return jira::authorization_header({kind, std::move(email), base::Secret(std::move(token))});
}

TEST(Auth, BasicIsEmailAndToken) {
    // RFC 7617 section 2.
    const auto value = header(AuthKind::Basic, "Aladdin", "open sesame");

    ASSERT_TRUE(value);
    EXPECT_EQ(value->reveal(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(Auth, BearerIsTheToken) {
    const auto value = header(AuthKind::Bearer, "", "abc.def");

    ASSERT_TRUE(value);
    EXPECT_EQ(value->reveal(), "Bearer abc.def");
}

TEST(Auth, LineBreakInATokenIsRefusedWithoutShowingIt) {
    for (const AuthKind kind : {AuthKind::Basic, AuthKind::Bearer}) {
        const auto value = header(kind, "bot@acme.example", "s3cret\r\nX-Evil: 1");
        ASSERT_FALSE(value);
        EXPECT_EQ(value.error().kind, base::ErrorKind::Invalid);
        EXPECT_EQ(value.error().message.find("s3cret"), std::string::npos);
    }
}

TEST(Auth, EmptyPartsAreRefused) {
    EXPECT_FALSE(header(AuthKind::Basic, "", "token"));
    EXPECT_FALSE(header(AuthKind::Basic, "bot@acme.example", ""));
    EXPECT_FALSE(header(AuthKind::Bearer, "", ""));
    EXPECT_FALSE(header(AuthKind::Basic, "a:b", "token"));
}

}  // namespace
