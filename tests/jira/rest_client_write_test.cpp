#include <gtest/gtest.h>

#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;

class RestClientWrite : public tests::RestClientTest {
protected:
    base::Result<base::CommentId> post(std::string_view text = "Hello") {
        return client_.post_comment(base::RequestId(10042), text);
    }
};

TEST_F(RestClientWrite, CommentIsExplicitlyPublic) {
    site_.answer(201, R"({"id":"1000","body":"Hello","public":true})");

    const auto id = post();
    ASSERT_TRUE(id);
    EXPECT_EQ(id->value(), 1000);
    EXPECT_EQ(asked(0).method, "POST");
    EXPECT_EQ(asked(0).url, "https://acme.atlassian.net/rest/servicedeskapi/request/10042/comment");
    EXPECT_EQ(header(asked(0), "Content-Type"), "application/json");
    EXPECT_EQ(json::parse(asked(0).body), (json{{"body", "Hello"}, {"public", true}}));
}

TEST_F(RestClientWrite, CommentIsEscapedForWiki) {
    site_.answer(201, R"({"id":"1000"})");

    ASSERT_TRUE(post("[~accountid:5b10] {code}"));
    EXPECT_EQ(json::parse(asked(0).body)["body"], "\\[\\~accountid:5b10\\] \\{code\\}");
}

TEST_F(RestClientWrite, TextThatIsNotUtf8DoesNotThrow) {
    site_.answer(201, R"({"id":"1000"})");

    EXPECT_TRUE(post("a\xFF"));
}

TEST_F(RestClientWrite, LostAnswerMayMeanItExists) {
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(post().error().kind, ErrorKind::Unavailable);

    site_.fail(ErrorKind::Rejected, "answer too big");
    EXPECT_EQ(post().error().kind, ErrorKind::Unavailable);
}

TEST_F(RestClientWrite, SuccessThatIsUnreadableMayMeanItExists) {
    for (const char* body : {"", "{}", "not json", R"({"id":null})"}) {
        site_.answer(201, body);
        EXPECT_EQ(post().error().kind, ErrorKind::Unavailable) << body;
    }
}

TEST_F(RestClientWrite, RefusalIsFinal) {
    site_.answer(400, R"({"errorMessage":"too long"})");
    EXPECT_EQ(post().error().kind, ErrorKind::Rejected);

    site_.answer(404, R"({"errorMessage":"gone"})");
    EXPECT_EQ(post().error().kind, ErrorKind::NotFound);
}

}  // namespace
