#include "jira/public_comment.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/recording_log.hpp"

namespace {

using nlohmann::json;

json public_comment() {
    return json::parse(R"({
        "id": "100",
        "author": {"accountId": "qm:1:2", "displayName": "Ann", "accountType": "customer",
                   "emailAddress": "ann@example.com", "active": true},
        "body": {"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}]},
        "created": "2026-11-21T12:00:00.000+0000",
        "updated": "2026-11-21T13:00:00.000+0100",
        "jsdPublic": true})");
}

std::optional<jira::PublicComment> read(const json& comment) {
    tests::RecordingLog log;
    return jira::read_public_comment(comment, log);
}

TEST(PublicComment, IsReadWhole) {
    const auto comment = read(public_comment());

    ASSERT_TRUE(comment);
    EXPECT_EQ(comment->id.value(), 100);
    EXPECT_EQ(comment->author.account_id.value(), "qm:1:2");
    EXPECT_EQ(comment->author.display_name, "Ann");
    EXPECT_EQ(comment->author.email, "ann@example.com");
    EXPECT_TRUE(comment->author.is_active);
    EXPECT_TRUE(comment->author.is_customer);
    EXPECT_EQ(comment->html.value(), "<p>Hello</p>");
    EXPECT_EQ(comment->text, "Hello");
    EXPECT_EQ(comment->created, comment->updated);
}

struct Oddity {
    std::string name;
    std::string patch;  ///< merged into a public comment; null removes (RFC 7396)
};

void PrintTo(const Oddity& oddity, std::ostream* out) {
    *out << oddity.name;
}

class InternalComment : public testing::TestWithParam<Oddity> {};

TEST_P(InternalComment, IsDropped) {
    json comment = public_comment();
    comment.merge_patch(json::parse(GetParam().patch));

    EXPECT_FALSE(read(comment));
}

INSTANTIATE_TEST_SUITE_P(
    Flags,
    InternalComment,
    testing::Values(
        Oddity{"False", R"({"jsdPublic": false})"},
        Oddity{"Missing", R"({"jsdPublic": null})"},
        Oddity{"TextTrue", R"({"jsdPublic": "true"})"},
        Oddity{"TextFalse", R"({"jsdPublic": "false"})"},
        Oddity{"One", R"({"jsdPublic": 1})"},
        Oddity{"Zero", R"({"jsdPublic": 0})"},
        Oddity{"List", R"({"jsdPublic": [true]})"},
        Oddity{"Object", R"({"jsdPublic": {"value": true}})"},
        Oddity{"OtherSpelling", R"({"jsdPublic": null, "JSDPublic": true, "public": true})"}
    ),
    [](const auto& row) { return row.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Restrictions,
    InternalComment,
    testing::Values(
        Oddity{"Role", R"({"visibility": {"type": "role", "value": "Administrators"}})"},
        Oddity{"Empty", R"({"visibility": {}})"},
        Oddity{"Text", R"({"visibility": "public"})"},
        Oddity{"False", R"({"visibility": false})"},
        Oddity{"Property", R"({"properties":
            [{"key": "sd.public.comment", "value": {"internal": true}}]})"},
        Oddity{"PropertyAsText", R"({"properties":
            [{"key": "sd.public.comment", "value": {"internal": "false"}}]})"},
        Oddity{"PropertyWithoutValue", R"({"properties": [{"key": "sd.public.comment"}]})"},
        Oddity{"OddProperties", R"({"properties": {"sd.public.comment": {"internal": true}}})"}
    ),
    [](const auto& row) { return row.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Parts,
    InternalComment,
    testing::Values(
        Oddity{"NoAuthor", R"({"author": null})"},
        Oddity{"AuthorIsText", R"({"author": "Ann"})"},
        Oddity{"AuthorWithoutId", R"({"author": {"accountId": null}})"},
        Oddity{"AuthorWithEmptyId", R"({"author": {"accountId": ""}})"},
        Oddity{"AuthorWithNumber", R"({"author": {"accountId": 7}})"},
        Oddity{"AuthorWithoutName", R"({"author": {"displayName": null}})"},
        Oddity{"NoId", R"({"id": null})"},
        Oddity{"IdIsWord", R"({"id": "abc"})"},
        Oddity{"NoCreated", R"({"created": null})"},
        Oddity{"CreatedIsNumber", R"({"created": 1732190400000})"},
        Oddity{"UpdatedIsRubbish", R"({"updated": "yesterday"})"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(PublicComment, NoRestrictionIsNoRestriction) {
    json comment = public_comment();
    comment["visibility"] = nullptr;
    comment["properties"] = json::parse(
        R"([{"key": "other"}, {"key": "sd.public.comment", "value": {"internal": false}}])"
    );

    EXPECT_TRUE(read(comment));
}

TEST(PublicComment, ThingsThatAreNoObjectsAreDropped) {
    for (const char* odd : {"null", "true", "7", "\"jsdPublic\"", "[]", "[{\"jsdPublic\":true}]"}) {
        EXPECT_FALSE(read(json::parse(odd))) << odd;
    }
}

TEST(PublicComment, UnreadablePublicOneIsLoggedWithItsIdOnly) {
    tests::RecordingLog log;
    json comment = public_comment();
    comment["author"] = nullptr;

    EXPECT_FALSE(jira::read_public_comment(comment, log));
    EXPECT_EQ(log.lines(), std::vector<std::string>{"jira.comment_unreadable comment=100"});
}

TEST(PublicComment, InternalOneIsNotEvenLogged) {
    tests::RecordingLog log;
    json comment = public_comment();
    comment["jsdPublic"] = false;

    EXPECT_FALSE(jira::read_public_comment(comment, log));
    EXPECT_TRUE(log.lines().empty());
}

TEST(User, NameIsOneLine) {
    const auto user = jira::read_user({{"accountId", "a"}, {"displayName", "Ann\r\nBcc: x\u0000"}});

    ASSERT_TRUE(user);
    EXPECT_EQ(user->display_name, "Ann  Bcc: x");
    EXPECT_FALSE(user->email);
}

TEST(User, DeactivatedAccountIsNotActive) {
    const auto user =
        jira::read_user({{"accountId", "a"}, {"displayName", "Ann"}, {"active", false}});

    ASSERT_TRUE(user);
    EXPECT_FALSE(user->is_active);
    EXPECT_FALSE(user->is_customer);
}

}  // namespace
