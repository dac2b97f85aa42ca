#include <gtest/gtest.h>

#include "fixtures/jira_site/multipart.hpp"
#include "jira/agent_replies.hpp"
#include "jira/customer_replies.hpp"
#include "jira/rest_directory.hpp"
#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;

/// With a service desk to put files on.
class RepliesTest : public tests::RestClientTest {
protected:
    static constexpr const char* kDesk =
        R"({"id":"3","projectId":"10000","projectKey":"SUP","projectName":"Support"})";
    static constexpr const char* kKept =
        R"({"temporaryAttachments":[{"temporaryAttachmentId":"temp7","fileName":"a.png"}]})";

    static jira::Enclosure one_file(const std::string& bytes = "\x89PNG") {
        return {{{.name = "a.png", .media_type = "image/png", .read = [bytes] { return bytes; }}}};
    }

    [[nodiscard]] std::string call(std::size_t index) const {
        return asked(index).method + " " + asked(index).url.substr(std::string_view(kApi).size());
    }

    const base::ProjectKey project_{"SUP"};
    jira::RestDirectory directory_{{kApi, base::Secret("Basic c2VjcmV0")}, site_, clock_};
    jira::DeskIds desks_{directory_};
};

class CustomerReplies : public RepliesTest {
protected:
    static constexpr const char* kComments = "/rest/servicedeskapi/request/10042/comment";

    base::Result<base::CommentId> post(std::string_view text = "Hello") {
        return replies_.post(base::RequestId(10042), text, {"r-1", base::AccountId("qm:ann")});
    }

    void gets_through() {
        site_.answer(201, R"({"id":"1000","body":"Hello","public":true})");
        site_.answer(201, "{}");  // the mark
    }

    jira::CustomerReplies replies_{
        {{kApi, base::Secret("Basic Y3VzdG9tZXI=")}, site_, base::AccountId("712020:replies")},
        {{kApi, base::Secret("Basic c2VjcmV0")}, site_},
        desks_,
        clock_,
        log_};
};

TEST_F(CustomerReplies, CommentIsExplicitlyPublicAndTheCustomers) {
    gets_through();

    const auto id = post();
    ASSERT_TRUE(id);
    EXPECT_EQ(id->value(), 1000);
    EXPECT_EQ(call(0), std::string("POST ").append(kComments));
    EXPECT_EQ(header(asked(0), "Authorization"), "Basic Y3VzdG9tZXI=");
    EXPECT_EQ(json::parse(asked(0).body), (json{{"body", "Hello"}, {"public", true}}));
}

TEST_F(CustomerReplies, OurOtherAccountSetsTheMark) {
    gets_through();

    ASSERT_TRUE(post());
    EXPECT_EQ(call(1), "PUT /rest/api/3/comment/1000/properties/jsm-connector.reply");
    EXPECT_EQ(header(asked(1), "Authorization"), "Basic c2VjcmV0");
    EXPECT_EQ(json::parse(asked(1).body), (json{{"reply", "r-1"}, {"contact", "qm:ann"}}));
}

TEST_F(CustomerReplies, CommentThatCannotBeMarkedIsPostedAllTheSame) {
    site_.answer(201, R"({"id":"1000"})");
    site_.answer(403, R"({"errorMessages":["no"]})");

    EXPECT_TRUE(post());
    EXPECT_TRUE(log_.contains("reply.not_marked"));
}

TEST_F(CustomerReplies, CommentIsEscapedForWiki) {
    gets_through();

    ASSERT_TRUE(post("[~accountid:5b10] {code}"));
    EXPECT_EQ(json::parse(asked(0).body)["body"], "\\[\\~accountid:5b10\\] \\{code\\}");
}

TEST_F(CustomerReplies, TextThatIsNotUtf8DoesNotThrow) {
    gets_through();

    EXPECT_TRUE(post("a\xFF"));
}

TEST_F(CustomerReplies, WhereTheCustomerSeesNothingItBecomesAParticipantOnce) {
    site_.answer(404, R"({"errorMessage":"not found"})");
    site_.answer(200, R"({"values":[]})");
    gets_through();

    EXPECT_TRUE(post());
    EXPECT_EQ(call(1), "POST /rest/servicedeskapi/request/10042/participant");
    EXPECT_EQ(header(asked(1), "Authorization"), "Basic c2VjcmV0");
    EXPECT_EQ(json::parse(asked(1).body), (json{{"accountIds", {"712020:replies"}}}));
    EXPECT_EQ(call(2), std::string("POST ").append(kComments));
}

TEST_F(CustomerReplies, RequestThatIsThereIsNotTakenForGone) {
    site_.answer(404, R"({"errorMessage":"not found"})");
    site_.answer(200, R"({"values":[]})");
    site_.answer(404, R"({"errorMessage":"not found"})");

    EXPECT_EQ(post().error().kind, ErrorKind::Denied);
    EXPECT_EQ(site_.requests().size(), 3U);
}

TEST_F(CustomerReplies, LostAnswerMayMeanItExists) {
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(post().error().kind, ErrorKind::Unavailable);

    site_.fail(ErrorKind::Rejected, "answer too big");
    EXPECT_EQ(post().error().kind, ErrorKind::Unavailable);
}

TEST_F(CustomerReplies, SuccessThatIsUnreadableMayMeanItExists) {
    for (const char* body : {"", "{}", "not json", R"({"id":null})"}) {
        site_.answer(201, body);
        EXPECT_EQ(post().error().kind, ErrorKind::Unavailable) << body;
    }
}

TEST_F(CustomerReplies, RefusalIsFinal) {
    site_.answer(400, R"({"errorMessage":"too long"})");
    EXPECT_EQ(post().error().kind, ErrorKind::Rejected);

    site_.answer(404, R"({"errorMessage":"gone"})");
    site_.answer(404, R"({"errorMessage":"gone"})");
    EXPECT_EQ(post().error().kind, ErrorKind::NotFound);
}

TEST_F(CustomerReplies, AccountThatJiraDoesNotTellIsAskedFor) {
    jira::CustomerReplies nameless(
        {{kApi, base::Secret("Basic Y3VzdG9tZXI=")}, site_},
        {{kApi, base::Secret("Basic c2VjcmV0")}, site_},
        desks_,
        clock_,
        log_
    );
    site_.answer(200, R"({"accountId":"712020:x","displayName":"Replies"})");
    EXPECT_EQ(nameless.account()->value(), "712020:x");
    EXPECT_EQ(header(asked(0), "Authorization"), "Basic Y3VzdG9tZXI=");

    site_.answer(403, R"({"errorMessages":["no access to Jira"]})");
    const auto refused = nameless.account();
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("site.replies.account_id"), std::string::npos);
}

class AgentReplies : public RepliesTest {
protected:
    base::Result<base::CommentId> post(std::string_view text = "Hello") {
        return replies_.post(base::RequestId(10042), text, {"r-1", base::AccountId("qm:ann")});
    }

    jira::AgentReplies replies_{
        {kApi, base::Secret("Basic c2VjcmV0")}, site_, desks_, clock_, log_};
};

TEST_F(AgentReplies, CommentIsExplicitlyPublicMarkedAndOneCall) {
    site_.answer(201, R"({"id":"1000"})");

    const auto id = post();
    ASSERT_TRUE(id);
    EXPECT_EQ(id->value(), 1000);
    ASSERT_EQ(site_.requests().size(), 1U);
    EXPECT_EQ(asked(0).method, "POST");
    EXPECT_EQ(asked(0).url, "https://acme.atlassian.net/rest/api/3/issue/10042/comment");
    const json body = json::parse(asked(0).body);
    EXPECT_EQ(body["properties"][0]["key"], "sd.public.comment");
    EXPECT_EQ(body["properties"][0]["value"], (json{{"internal", false}}));
    EXPECT_EQ(body["properties"][1]["key"], "jsm-connector.reply");
    EXPECT_EQ(body["properties"][1]["value"], (json{{"reply", "r-1"}, {"contact", "qm:ann"}}));
    EXPECT_EQ(body["body"]["type"], "doc");
    EXPECT_FALSE(body.contains("visibility"));
}

TEST_F(AgentReplies, LostAnswerMayMeanItExists) {
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(post().error().kind, ErrorKind::Unavailable);
    site_.answer(201, "{}");
    EXPECT_EQ(post().error().kind, ErrorKind::Unavailable);
}

TEST_F(AgentReplies, PostsInTheNameOfTheConnectorsAccount) {
    site_.answer(200, kMyself);

    EXPECT_EQ(replies_.account()->value(), "bot");
}

TEST_F(AgentReplies, FilesGoFirstThenTheirCommentThenTheMark) {
    site_.answer(200, kDesk);
    site_.answer(201, kKept);
    site_.answer(201, R"({"comment":{"id":"1000"},"attachments":{}})");
    site_.answer(201, "{}");

    const auto id = replies_.post_with_files(
        project_,
        base::RequestId(10042),
        "See {this}",
        {"r-1", base::AccountId("qm:ann")},
        one_file("x\r\n--edge")
    );

    ASSERT_TRUE(id) << id.error().message;
    EXPECT_EQ(id->value(), 1000);
    EXPECT_EQ(call(1), "POST /rest/servicedeskapi/servicedesk/3/attachTemporaryFile");
    EXPECT_EQ(header(asked(1), "X-Atlassian-Token"), "no-check");
    const auto form =
        fixtures::jira_site::read_form(header(asked(1), "Content-Type"), asked(1).body);
    ASSERT_TRUE(form && form->size() == 1);
    EXPECT_EQ(form->front().name, "file");
    EXPECT_EQ(form->front().file_name, "a.png");
    EXPECT_EQ(form->front().media_type, "image/png");
    EXPECT_EQ(form->front().bytes, "x\r\n--edge");
    EXPECT_EQ(call(2), "POST /rest/servicedeskapi/request/10042/attachment");
    EXPECT_EQ(
        json::parse(asked(2).body),
        (json{
            {"temporaryAttachmentIds", {"temp7"}},
            {"public", true},
            {"additionalComment", {{"body", "See \\{this\\}"}}}})
    );
    EXPECT_EQ(call(3), "PUT /rest/api/3/comment/1000/properties/jsm-connector.reply");
}

TEST_F(AgentReplies, LostAnswerToTheLastCallMayMeanItExists) {
    const auto post = [&] {
        return replies_.post_with_files(
            project_, base::RequestId(10042), "See", {"r-1", base::AccountId("qm:ann")}, one_file()
        );
    };
    site_.answer(200, kDesk);
    for (const char* unreadable : {"{}", R"({"comment":{}})"}) {
        site_.answer(201, kKept);
        site_.answer(201, unreadable);
        EXPECT_EQ(post().error().kind, ErrorKind::Unavailable) << unreadable;
    }
    site_.answer(413, R"({"errorMessage":"too large"})");
    EXPECT_EQ(post().error().kind, ErrorKind::Rejected);
}

TEST_F(AgentReplies, FileThatIsGoneIsNotPostedWithout) {
    site_.answer(200, kDesk);
    jira::Enclosure gone = one_file();
    gone.files[0].read = []() -> base::Result<std::string> {
        return base::fail(ErrorKind::NotFound, "gone");
    };
    const auto posted = replies_.post_with_files(
        project_, base::RequestId(10042), "See", {"r-1", base::AccountId("qm:ann")}, gone
    );
    EXPECT_EQ(posted.error().kind, ErrorKind::NotFound);
    EXPECT_EQ(site_.calls(), 1U);
}

TEST_F(CustomerReplies, FilesAreTheCustomersAndItTakesPartFirst) {
    site_.answer(200, kDesk);
    site_.answer(201, kKept);
    site_.answer(404, R"({"errorMessage":"not found"})");
    site_.answer(200, R"({"values":[]})");
    site_.answer(201, kKept);
    site_.answer(201, R"({"comment":{"id":"1000"}})");
    site_.answer(201, "{}");

    const auto id = replies_.post_with_files(
        project_, base::RequestId(10042), "See", {"r-1", base::AccountId("qm:ann")}, one_file()
    );

    ASSERT_TRUE(id) << id.error().message;
    EXPECT_EQ(header(asked(1), "Authorization"), "Basic Y3VzdG9tZXI=");
    EXPECT_EQ(call(3), "POST /rest/servicedeskapi/request/10042/participant");
    EXPECT_EQ(header(asked(5), "Authorization"), "Basic Y3VzdG9tZXI=");
}

class ReplyMarks : public tests::RestClientTest {};

TEST_F(ReplyMarks, AreAskedForInOneCall) {
    site_.answer(200, R"({"values":[
        {"id":"7","properties":[{"key":"other","value":1},
            {"key":"jsm-connector.reply","value":{"reply":"r-7","contact":"qm:ann"}}]},
        {"id":"8","properties":[{"key":"jsm-connector.reply","value":{"reply":"r-8"}}]},
        {"id":"9"}]})");

    const std::vector ids{base::CommentId(7), base::CommentId(8), base::CommentId(9)};
    const auto marks = client_.reply_marks(ids);

    ASSERT_TRUE(marks);
    ASSERT_EQ(marks->size(), 1U);
    EXPECT_EQ(marks->at(base::CommentId(7)), (jira::ReplyMark{"r-7", base::AccountId("qm:ann")}));
    EXPECT_EQ(asked(0).url, "https://acme.atlassian.net/rest/api/3/comment/list?expand=properties");
    EXPECT_EQ(json::parse(asked(0).body), (json{{"ids", {7, 8, 9}}}));
}

TEST_F(ReplyMarks, AnswerWithoutCommentsIsAnError) {
    site_.answer(200, "{}");

    EXPECT_FALSE(client_.reply_marks(std::vector{base::CommentId(7)}));
}

}  // namespace
