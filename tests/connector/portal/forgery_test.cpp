#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using base::HttpHeader;
using tests::Browser;
using tests::Fields;

/// A state change that one of our own pages did not send, in the browser it was shown in (SR-46).
class Forgery : public testing::Test {
protected:
    Forgery() {
        browser.open_link(desk.link(desk.ann, request));
        browser.get("/sup/requests/SUP-12");
        open_link = std::string("/l/").append(desk.link(desk.ann, request));
        session_id = desk.value("select max(id) from sessions");
    }

    [[nodiscard]] std::vector<std::string> targets() const {
        return {
            "/sup/requests/SUP-12/comments",
            std::string("/sup/account/sessions/").append(session_id).append("/end"),
            "/sup/sign-out",
            "/sup/sign-out-everywhere",
            "/sup/sign-in",
            open_link,
            open_link + "/resend"};
    }

    /// Every form there is, filled in well but for its proof.
    void expect_refused(
        const std::optional<std::string>& form_token, const std::vector<HttpHeader>& headers
    ) {
        for (const std::string& path : targets()) {
            Fields fields{
                {"text", "hello"}, {"once", std::string(32, 'a')}, {"address", "ann@example.com"}};
            if (form_token) fields.emplace_back("form_token", *form_token);
            EXPECT_EQ(browser.post(path, fields, headers).status, 403) << path;
        }
        expect_nothing_changed();
    }

    void expect_nothing_changed() {
        EXPECT_EQ(desk.count("sessions"), 1);
        EXPECT_EQ(desk.count("replies"), 0);
        EXPECT_EQ(desk.count("outbox"), 0);
        EXPECT_EQ(desk.count("links where used_at is null and voided_at is null"), 1);
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser browser{desk.router};
    std::string open_link;
    std::string session_id;
};

TEST_F(Forgery, WithoutATokenIsRefused) {
    expect_refused(std::nullopt, Browser::from_our_pages());
    expect_refused("", Browser::from_our_pages());
}

TEST_F(Forgery, WithAnotherBrowsersTokenIsRefused) {
    Browser attacker(desk.router);
    attacker.get("/sup/sign-in");

    expect_refused(attacker.hidden("form_token"), Browser::from_our_pages());
}

TEST_F(Forgery, WithAnotherSessionsTokenIsRefused) {
    Browser other(desk.router);
    other.open_link(desk.link(desk.bob, desk.request(13, desk.bob)));
    other.get("/sup/account");
    const std::string token = other.hidden("form_token");
    other.submit("/sup/sign-out");

    expect_refused(token, Browser::from_our_pages());
}

TEST_F(Forgery, WithATamperedTokenIsRefused) {
    std::string token = browser.hidden("form_token");
    ASSERT_FALSE(token.empty());
    token.back() = token.back() == 'A' ? 'B' : 'A';

    expect_refused(token, Browser::from_our_pages());
    expect_refused(browser.hidden("form_token") + "A", Browser::from_our_pages());
}

TEST_F(Forgery, FromAnotherSiteIsRefusedEvenWithTheToken) {
    const std::string token = browser.hidden("form_token");
    const std::vector<std::vector<HttpHeader>> elsewhere{
        {{"origin", "https://evil.example"}},
        {{"origin", "https://evil.example"}, {"sec-fetch-site", "same-origin"}},
        {{"origin", "http://support.acme.example"}},
        {{"origin", "https://support.acme.example.evil.example"}},
        {{"origin", "https://support.acme.example:8443"}},
        {{"origin", "null"}},
        {{"origin", std::string(tests::kPublicUrl)}, {"sec-fetch-site", "cross-site"}},
        {{"sec-fetch-site", "cross-site"}},
        {{"sec-fetch-site", "same-site"}},
        {{"sec-fetch-site", "none"}},
        {{"origin", "null"}, {"sec-fetch-site", "cross-site"}},
    };

    for (const auto& headers : elsewhere) expect_refused(token, headers);
}

TEST_F(Forgery, TokenGivenTwiceIsRefused) {
    const std::string token = browser.hidden("form_token");
    for (const std::string& path : targets()) {
        EXPECT_EQ(browser.post(path, {{"form_token", token}, {"form_token", token}}).status, 403)
            << path;
    }
    expect_nothing_changed();
}

TEST_F(Forgery, BodyThatIsNoFormIsRefused) {
    for (const std::string& path : targets()) {
        EXPECT_EQ(browser.post(path, {{"form_token", std::string("\xff")}}).status, 403) << path;
    }
    expect_nothing_changed();
}

/// Our pages send no referrer, and so browsers write "null" for their own origin.
TEST_F(Forgery, OwnFormsPassAsBrowsersSendThem) {
    const std::vector<std::vector<HttpHeader>> ours{
        {},
        {{"origin", std::string(tests::kPublicUrl)}},
        {{"origin", std::string(tests::kPublicUrl)}, {"sec-fetch-site", "same-origin"}},
        {{"origin", "null"}, {"sec-fetch-site", "same-origin"}}};
    std::int64_t expected = 0;
    for (const auto& headers : ours) {
        browser.get("/sup/requests/SUP-12");
        const Fields fields{
            {"form_token", browser.hidden("form_token")},
            {"once", browser.hidden("once")},
            {"text", "hello"}};
        EXPECT_EQ(browser.post("/sup/requests/SUP-12/comments", fields, headers).status, 303);
        EXPECT_EQ(desk.count("replies"), ++expected);
    }
}

TEST_F(Forgery, FormsOfASessionOutliveTheBrowsersName) {
    browser.cookies.erase(tests::kBrowserCookie);
    browser.get("/sup/requests/SUP-12");

    EXPECT_EQ(browser.submit("/sup/requests/SUP-12/comments", {{"text", "hello"}}).status, 303);
    EXPECT_EQ(browser.submit("/sup/sign-out").status, 403) << "a redirect has no form";
}

TEST_F(Forgery, SignInFormOfABrowserWithoutItsNameIsRefused) {
    Browser fresh(desk.router);
    fresh.get("/sup/sign-in");
    const std::string token = fresh.hidden("form_token");
    fresh.cookies.clear();

    EXPECT_EQ(
        fresh.post("/sup/sign-in", {{"form_token", token}, {"address", "ann@example.com"}}).status,
        403
    );
}

}  // namespace
