#include "connector/store/reply_files.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "connector/portal/routes.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

namespace fs = std::filesystem;
using tests::Browser;
using Files = std::vector<Browser::Upload>;

constexpr const char* kThread = "/sup/requests/SUP-12";
constexpr const char* kComments = "/sup/requests/SUP-12/comments";
const std::string kPng("\x89PNG\r\n\x1a\n not much of a picture");

class ReplyFiles : public testing::Test {
protected:
    ReplyFiles() {
        browser.open_link(desk.link(desk.ann, request));
        browser.get(kThread);
    }

    int reply(const Files& files, const std::string& text = "See.") {
        return browser.submit_files(kComments, {{"text", text}}, files).status;
    }

    [[nodiscard]] bool shows(std::string_view part) const {
        return browser.page().find(part) != std::string::npos;
    }

    [[nodiscard]] std::size_t on_disk() const {
        const fs::path folder = desk.upload_dir.path() / "files";
        if (!fs::exists(folder)) return 0;
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder), fs::directory_iterator())
        );
    }

    /// Refused, with the text kept and nothing stored.
    void expect_refused(const Files& files, std::string_view why) {
        browser.get(kThread);
        EXPECT_EQ(reply(files, "Typed <words>"), 422) << why;
        EXPECT_TRUE(shows(why)) << why << browser.page();
        EXPECT_TRUE(shows("Typed &lt;words&gt;"));
        EXPECT_EQ(desk.count("replies"), 0);
        EXPECT_EQ(on_disk(), 0U);
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
};

TEST_F(ReplyFiles, StandInTheThreadAtOnceAndWaitOnDisk) {
    EXPECT_TRUE(shows("type=\"file\""));
    EXPECT_TRUE(shows("multipart/form-data"));
    EXPECT_EQ(reply({{"C:\\photos\\one.png", kPng}, {"notes.txt", "hello"}}), 303);

    EXPECT_EQ(desk.replies_rung, 1);
    EXPECT_EQ(on_disk(), 2U);
    EXPECT_EQ(desk.count("reply_files where size = 5 and media_type = 'text/plain'"), 1);
    browser.get(kThread);
    EXPECT_TRUE(shows("one.png"));
    EXPECT_TRUE(shows("5 bytes"));
    EXPECT_TRUE(shows("Sending"));
    EXPECT_FALSE(shows("photos"));
}

TEST_F(ReplyFiles, FormWithoutFilesIsAReplyAsEver) {
    EXPECT_EQ(reply({}), 303);
    browser.get(kThread);
    EXPECT_EQ(reply({{"", ""}}), 303);
    EXPECT_EQ(desk.count("replies"), 2);
    EXPECT_EQ(desk.count("reply_files"), 0);
}

TEST_F(ReplyFiles, ThatBreakARuleAreRefusedAndTheTextComesBack) {
    expect_refused({{"big.txt", std::string(1001, 'x')}}, "big.txt is larger than 1");
    expect_refused({{"a.txt", "a"}, {"b.txt", "b"}, {"c.txt", "c"}}, "No more than 2 files");
    expect_refused({{"a.svg", "<svg onload=alert(1)>"}}, "a.svg is of a kind");
    expect_refused({{"a.png", "<script>"}}, "a.png is of a kind");
    expect_refused({{"ok.png", kPng}, {"empty.txt", ""}}, "empty.txt is empty.");
    expect_refused({{"<b>.exe", "MZ"}}, "_b_.exe is of a kind");
}

TEST_F(ReplyFiles, OfADayHaveABound) {
    const Files two{{"a.txt", std::string(1000, 'a')}, {"b.txt", std::string(1000, 'b')}};
    EXPECT_EQ(reply(two), 303);
    browser.get(kThread);
    EXPECT_EQ(reply({{"c.txt", std::string(501, 'c')}}), 422);
    EXPECT_TRUE(shows("more than can be sent in one day"));
    EXPECT_EQ(reply({{"c.txt", std::string(500, 'c')}}), 303);
    desk.wall_clock.advance(std::chrono::minutes{90});
    browser.open_link(desk.link(desk.ann, request));
    browser.get(kThread);
    EXPECT_EQ(reply({{"d.txt", "d"}}), 422);
    desk.wall_clock.advance(std::chrono::hours{23});
    browser.open_link(desk.link(desk.ann, request));
    browser.get(kThread);
    EXPECT_EQ(reply({{"d.txt", "d"}}), 303);
}

TEST_F(ReplyFiles, FormSentTwiceIsOneReplyWithItsFilesOnce) {
    const auto sent = [&] {
        return browser.submit_files(kComments, {{"text", "See."}}, {{"a.txt", "a"}}).status;
    };
    EXPECT_EQ(sent(), 303);
    // A browser that sends the same form again sends the same `once`.
    const std::string once = desk.value("select idempotency_key from replies");
    const std::string again = once.substr(once.find(':') + 1);
    browser.get(kThread);
    const std::string token = browser.hidden("form_token");
    Browser second = browser;
    second.post(kComments, {{"form_token", token}, {"once", again}, {"text", "See."}});
    EXPECT_EQ(desk.count("replies"), 1);
    EXPECT_EQ(desk.count("reply_files"), 1);
}

TEST_F(ReplyFiles, OfStrangersAndVisitorsAreNotEvenRead) {
    Browser bob(desk.router);
    bob.open_link(desk.link(desk.bob, desk.request(13, desk.bob)));
    EXPECT_EQ(bob.submit_files(kComments, {{"text", "x"}}, {{"a.txt", "a"}}).status, 404);
    Browser nobody(desk.router);
    EXPECT_EQ(nobody.submit_files(kComments, {{"text", "x"}}, {{"a.txt", "a"}}).status, 303);
    EXPECT_FALSE(fs::exists(desk.upload_dir.path() / "files"));
}

TEST_F(ReplyFiles, ForgedFormIsRefusedAndLeavesNothing) {
    Browser forged = browser;
    forged.get("/sup/sign-in-nowhere");  // its page has no token
    EXPECT_EQ(forged.submit_files(kComments, {{"text", "x"}}, {{"a.txt", "a"}}).status, 403);
    EXPECT_EQ(desk.count("replies"), 0);
    EXPECT_EQ(on_disk(), 0U);
}

TEST_F(ReplyFiles, WhereTheProjectTakesNoneThereIsNoField) {
    desk.settings.projects.front().uploads.reset();
    connector::http::Router router;
    connector::portal::add_public_routes(router, desk.rooms, {desk.webhooks, desk.automation});
    Browser plain(router);
    plain.cookies = browser.cookies;
    const auto page = plain.get(kThread);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body.find("type=\"file\""), std::string::npos);
    EXPECT_EQ(plain.submit_files(kComments, {{"text", "x"}}, {{"a.txt", "a"}}).status, 403);
}

TEST_F(ReplyFiles, SweepKeepsWhatJiraHasNotAndTakesTheRest) {
    EXPECT_EQ(reply({{"a.txt", "a"}}), 303);
    for (const auto& entry : fs::directory_iterator(desk.upload_dir.path() / "files")) {
        fs::last_write_time(
            entry.path(), fs::file_time_type::clock::now() - std::chrono::minutes{11}
        );
    }
    connector::store::sweep_reply_files(desk.database, desk.uploads);
    EXPECT_EQ(on_disk(), 1U);
    desk.database.write([&](connector::store::Connection& connection) {
        connection.run("update replies set comment_id = 7, due_at = null", {});
    });
    connector::store::sweep_reply_files(desk.database, desk.uploads);
    EXPECT_EQ(on_disk(), 0U);
}

}  // namespace
