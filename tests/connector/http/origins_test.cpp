#include "connector/http/origins.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

using connector::http::AllowedOrigins;

namespace {

const AllowedOrigins& allowed() {
    static const AllowedOrigins instance({"https://acme.atlassian.net", "http://127.0.0.1:8099"});
    return instance;
}

}  // namespace

// SR-75
TEST(AllowedOrigins, SchemeHostAndPortMustAgree) {
    EXPECT_EQ(
        allowed().check("https://acme.atlassian.net/rest/api/3/myself?x=1").value(),
        "acme.atlassian.net"
    );
    EXPECT_TRUE(allowed().check("https://ACME.atlassian.net:443/"));
    EXPECT_TRUE(allowed().check("http://127.0.0.1:8099/"));
}

TEST(AllowedOrigins, EverythingElseIsInvalid) {
    for (const char* url :
         {"http://acme.atlassian.net/",
          "https://acme.atlassian.net:8443/",
          "https://acme.atlassian.net.evil.example/",
          "https://evil.example/",
          "https://evil.example\\@acme.atlassian.net/",
          "https://acme.atlassian.net@evil.example/",
          "https://user:secret@acme.atlassian.net/",
          "http://127.0.0.1:80990/",
          "http://127.0.0.2:8099/",
          "file:///etc/passwd",
          "//acme.atlassian.net/",
          "acme.atlassian.net",
          "/rest",
          ""}) {
        const auto checked = allowed().check(url);
        ASSERT_FALSE(checked) << url;
        EXPECT_EQ(checked.error().kind, base::ErrorKind::Invalid);
        EXPECT_EQ(checked.error().message.find("secret"), std::string::npos);
    }
}

TEST(AllowedOrigins, LineBreaksAreNoPartOfAnAddress) {
    EXPECT_FALSE(allowed().check("https://acme.atlassian.net/\r\nX: y"));
}

TEST(AllowedOrigins, MalformedSettingIsNamed) {
    EXPECT_THROW(AllowedOrigins({"ftp://acme.example"}), std::runtime_error);
    EXPECT_THROW(AllowedOrigins({""}), std::runtime_error);
}
