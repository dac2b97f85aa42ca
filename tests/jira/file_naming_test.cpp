#include "jira/file_naming.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/issue_reader.hpp"
#include "tests/jira/issues.hpp"
#include "tests/support/recording_log.hpp"

namespace {

using nlohmann::json;

constexpr const char* kCreated = "2026-11-20T10:00:20.000+0100";  // 20 s after issue()'s request
constexpr const char* kLater = "2026-11-20T12:00:00.000+0100";

json file(int id, const std::string& name, json author, const char* created = kLater) {
    return {
        {"id", std::to_string(id)},
        {"filename", name},
        {"mimeType", "image/png"},
        {"size", 5},
        {"created", created},
        {"author", std::move(author)}};
}

json agent(const std::string& name) {
    return {{"accountId", name}, {"displayName", name}, {"accountType", "atlassian"}};
}

json media(const std::string& alt) {
    json node{{"type", "media"}, {"attrs", {{"type", "file"}, {"id", "uuid"}, {"collection", ""}}}};
    if (!alt.empty()) node["attrs"]["alt"] = alt;
    return node;
}

json showing(std::initializer_list<json> nodes) {
    json group{{"type", "mediaGroup"}, {"content", json(nodes)}};
    return {{"type", "doc"}, {"version", 1}, {"content", json::array({group})}};
}

json comment_by(int id, json author, json body, bool is_public = true) {
    json comment = tests::comment(id, "");
    comment["author"] = std::move(author);
    comment["body"] = std::move(body);
    comment["jsdPublic"] = is_public;
    return comment;
}

std::string image(int id) {
    return "<img src=\"https://a.example/rest/api/3/attachment/content/" + std::to_string(id) +
           "\">";
}

struct FileNaming : testing::Test {
    FileNaming() { issue["fields"]["attachment"] = json::array(); }

    void has_file(json entry) { issue["fields"]["attachment"].push_back(std::move(entry)); }

    void has_comment(json comment) {
        json& page = issue["fields"]["comment"];
        page["comments"].push_back(std::move(comment));
        page["total"] = page["comments"].size();
    }

    void is_rendered_as(int comment, const std::string& html) {
        issue["renderedFields"]["comment"]["comments"].push_back(
            {{"id", std::to_string(comment)}, {"body", html}}
        );
    }

    jira::ReadIssue read() {
        return *jira::read_issue(issue, {.types = {"customfield_10010"}}, log).value();
    }

    /// Public ones, the request's own first.
    std::vector<std::int64_t> public_files() {
        std::vector<std::int64_t> ids;
        const jira::Request request = read().request;
        for (const auto& each : request.attachments) ids.push_back(each.id.value());
        for (const auto& comment : request.comments) {
            for (const auto& each : comment.attachments) ids.push_back(each.id.value());
        }
        return ids;
    }

    json issue = tests::issue(42);
    tests::RecordingLog log;
};

using Ids = std::vector<std::int64_t>;

TEST_F(FileNaming, PublicCommentShowsItsAuthorsFile) {
    has_file(file(7, "a.png", agent("grace")));
    has_comment(comment_by(1, agent("grace"), showing({media("a.png")})));

    EXPECT_EQ(public_files(), (Ids{7}));
    const auto comment = read().request.comments.at(0);
    EXPECT_NE(comment.html.value().find("data-attachment=\"7\""), std::string::npos);
    EXPECT_EQ(comment.text, "[image: a.png]");
    EXPECT_FALSE(read().wants_rendering);
}

TEST_F(FileNaming, InternalCommentMakesNothingPublic) {
    has_file(file(7, "a.png", agent("grace")));
    has_comment(comment_by(1, agent("grace"), showing({media("a.png")}), false));
    is_rendered_as(1, image(7));

    EXPECT_EQ(public_files(), Ids{});
}

TEST_F(FileNaming, NameThatAnInternalCommentUsesProvesNothing) {
    has_file(file(7, "a.png", agent("grace")));
    has_comment(comment_by(1, agent("grace"), showing({media("a.png")}), false));
    has_comment(comment_by(2, agent("grace"), showing({media("a.png")})));

    EXPECT_EQ(public_files(), Ids{});
    EXPECT_TRUE(read().wants_rendering);
}

TEST_F(FileNaming, SomebodyElsesFileIsNotNamedByTypingItsName) {
    has_file(file(7, "secret.png", agent("grace")));
    has_comment(comment_by(1, tests::account("Ann"), showing({media("secret.png")})));

    EXPECT_EQ(public_files(), Ids{});
}

TEST_F(FileNaming, TwoFilesOfOneNameWaitForTheRendering) {
    has_file(file(7, "a.png", agent("grace")));
    has_file(file(8, "a.png", agent("grace")));
    has_comment(comment_by(1, agent("grace"), showing({media("a.png")})));
    EXPECT_EQ(public_files(), Ids{});
    EXPECT_TRUE(read().wants_rendering);

    is_rendered_as(1, image(8));
    EXPECT_EQ(public_files(), (Ids{8}));
    EXPECT_FALSE(read().wants_rendering);
}

TEST_F(FileNaming, RenderingNamesWhatTheNodesDoNotInOrder) {
    has_file(file(7, "a.png", agent("grace")));
    has_file(file(8, "b.png", agent("other")));
    has_comment(comment_by(1, agent("grace"), showing({media(""), media("")})));
    is_rendered_as(1, image(8) + image(7));

    EXPECT_EQ(public_files(), (Ids{8, 7}));
}

TEST_F(FileNaming, RenderingThatDoesNotMatchTheNodesTellsNothing) {
    has_file(file(7, "a.png", agent("grace")));
    has_comment(comment_by(1, agent("grace"), showing({media(""), media("")})));
    is_rendered_as(1, image(7));

    EXPECT_EQ(public_files(), Ids{});
}

TEST_F(FileNaming, CustomerPublishesNoFilesButTheirOwn) {
    has_file(file(7, "secret.png", agent("grace")));
    has_comment(comment_by(1, tests::account("Ann"), showing({media("")})));
    is_rendered_as(1, image(7));

    EXPECT_EQ(public_files(), Ids{});
}

TEST_F(FileNaming, LinkThatIsSpelledOutPublishesNothing) {
    has_file(file(7, "secret.png", agent("grace")));
    json body = showing({media("")});
    body["content"].push_back(tests::document("https://a.example/secure/attachment/7/x"
    )["content"][0]);
    has_comment(comment_by(1, agent("colleague"), body));
    is_rendered_as(1, "<a href=\"https://a.example/secure/attachment/7/x\">x</a>");

    EXPECT_EQ(public_files(), Ids{});
    issue.erase("renderedFields");
    EXPECT_FALSE(read().wants_rendering);
}

TEST_F(FileNaming, DescriptionShowsItsAuthorsFile) {
    has_file(file(7, "a.png", tests::account("Ann")));
    issue["fields"]["description"] = showing({media("a.png")});

    const auto request = read().request;
    ASSERT_EQ(request.attachments.size(), 1U);
    EXPECT_NE(request.description.value().find("data-attachment=\"7\""), std::string::npos);
}

TEST_F(FileNaming, CustomersFileThatCameWithTheRequestIsPublic) {
    has_file(file(7, "form.pdf", tests::account("Ann"), kCreated));

    EXPECT_EQ(public_files(), (Ids{7}));
}

TEST_F(FileNaming, WhatCameLaterOrFromStaffWithoutATextIsPrivate) {
    has_file(file(7, "later.pdf", tests::account("Ann"), kLater));
    has_file(file(8, "staff.pdf", agent("grace"), kCreated));
    json unknown = file(9, "unknown.pdf", tests::account("Ann"), kCreated);
    unknown["author"].erase("accountType");
    has_file(unknown);

    EXPECT_EQ(public_files(), Ids{});
}

TEST_F(FileNaming, EntryThatMakesNoSenseIsAsIfItWereNotThere) {
    for (const char* part : {"id", "filename", "size", "created", "author"}) {
        json entry = file(7, "form.pdf", tests::account("Ann"), kCreated);
        entry[part] = json::array();
        has_file(entry);
    }

    EXPECT_EQ(public_files(), Ids{});
}

TEST_F(FileNaming, BodyThatIsNoDocumentIsShownAsJiraRendersIt) {
    has_comment(comment_by(1, agent("grace"), json(7)));
    EXPECT_TRUE(read().wants_rendering);

    is_rendered_as(1, "<p>a<script>b</script></p>");
    EXPECT_EQ(read().request.comments.at(0).html.value(), "<p>a</p>");
}

}  // namespace
