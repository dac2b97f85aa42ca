#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "connector/portal/routes.hpp"
#include "tests/connector/portal/portal_desk.hpp"
#include "tests/support/software_passkey.hpp"

namespace {

using std::chrono::minutes;
using tests::Browser;

constexpr const char* kGood = "correct horse battery";

/// Ann, signed in by a link just now, and somebody's browser.
class ProofsPage : public testing::Test {
protected:
    ProofsPage() { anns.open_link(desk.link(desk.ann, request)); }

    connector::http::Response set(const std::string& password, const std::string& current = "") {
        anns.get("/sup/account/password");
        return anns.submit("/sup/account/password", {{"current", current}, {"password", password}});
    }

    connector::http::Response sign_in(const std::string& address, const std::string& password) {
        browser.get("/sup/sign-in");
        return browser.submit(
            "/sup/sign-in/password", {{"address", address}, {"password", password}}
        );
    }

    [[nodiscard]] static bool is_signed_in(Browser& in) {
        return in.get("/sup/account").status == 200;
    }

    static std::string encoded(base::ByteView bytes) { return base::to_base64url(bytes); }

    static std::string encoded(const std::string& text) {
        return base::to_base64url(base::as_bytes(text));
    }

    std::string handle;

    connector::http::Response add(const tests::SoftwarePasskey& passkey) {
        anns.get("/sup/account/passkeys");
        const std::string form_token = anns.hidden("form_token");
        const auto invited =
            nlohmann::json::parse(anns.submit("/sup/account/passkeys/invite").body);
        handle = invited["handle"];
        return anns.post(
            "/sup/account/passkeys",
            {{"form_token", form_token},
             {"name", "Phone <3"},
             {"client_data",
              encoded(passkey.client_data("webauthn.create", std::string(invited["challenge"])))},
             {"authenticator_data", encoded(passkey.registration())}}
        );
    }

    connector::http::Response use(const tests::SoftwarePasskey& passkey) {
        browser.get("/sup/sign-in");
        const std::string form_token = browser.hidden("form_token");
        const auto asked = nlohmann::json::parse(browser.get("/sup/sign-in/passkey").body);
        const std::string client_data =
            passkey.client_data("webauthn.get", std::string(asked["challenge"]));
        const base::Bytes data = passkey.authenticator_data();
        return browser.post(
            "/sup/sign-in/passkey",
            {{"form_token", form_token},
             {"credential", encoded(passkey.id())},
             {"handle", handle},
             {"client_data", encoded(client_data)},
             {"authenticator_data", encoded(data)},
             {"signature", encoded(passkey.sign(data, client_data))}}
        );
    }

    tests::PortalDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
    Browser anns{desk.router};
    Browser browser{desk.router};
};

TEST_F(ProofsPage, PasswordIsSetAndSignsIn) {
    const auto done = set(kGood);
    ASSERT_EQ(done.status, 303) << done.body;
    EXPECT_NE(anns.get("/sup/account/password?done").body.find("Done."), std::string::npos);

    const auto in = sign_in("ann@example.com", kGood);

    EXPECT_EQ(in.status, 303);
    EXPECT_EQ(tests::header(in, "Location"), "/sup/");
    EXPECT_TRUE(is_signed_in(browser));
    EXPECT_NE(browser.page().find("by password"), std::string::npos);
}

/// Status, headers and every byte, whoever is asked for (SR-30).
TEST_F(ProofsPage, EveryRefusedPasswordIsOneAnswer) {
    set(kGood);
    desk.contact("ida", "ida@example.com", false);
    std::set<std::string> answers;
    for (const char* address :
         {"ann@example.com", "bob@example.com", "nobody@example.com", "ida@example.com", "no"}) {
        answers.insert(tests::everything(sign_in(address, "wrong horse battery")));
    }
    for (int i = 0; i < 8; ++i)
        answers.insert(tests::everything(sign_in("ann@example.com", kGood + std::string("x"))));

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.begin()->starts_with("422\n"));
}

TEST_F(ProofsPage, WhoSignedInLongAgoIsSentToALinkOrTypesTheCurrentOne) {
    desk.wall_clock.advance(minutes{11});
    EXPECT_NE(
        anns.get("/sup/account/password").body.find("sign in again by a link"), std::string::npos
    );
    EXPECT_EQ(anns.page().find("name=\"password\""), std::string::npos);

    anns.open_link(desk.link(desk.ann, request));
    set(kGood);
    desk.wall_clock.advance(minutes{11});
    EXPECT_NE(anns.get("/sup/account/password").body.find("name=\"current\""), std::string::npos);
    const auto refused = set("another horse battery", "wrong");
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("not your current password"), std::string::npos);
    EXPECT_EQ(set("another horse battery", kGood).status, 303);
}

TEST_F(ProofsPage, WeakPasswordIsExplained) {
    const auto refused = set("short");

    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("At least 12 characters"), std::string::npos);
    EXPECT_NE(set("ann@example.com").body.find("not your address"), std::string::npos);
}

TEST_F(ProofsPage, PasswordIsRemoved) {
    set(kGood);
    anns.get("/sup/account/password");
    EXPECT_EQ(anns.submit("/sup/account/password/remove").status, 303);

    EXPECT_EQ(sign_in("ann@example.com", kGood).status, 422);
}

TEST_F(ProofsPage, FormsOfOthersAreRefused) {
    for (const char* path :
         {"/sup/account/password",
          "/sup/account/password/remove",
          "/sup/account/passkeys",
          "/sup/account/passkeys/invite",
          "/sup/account/passkeys/1/remove",
          "/sup/sign-in/password",
          "/sup/sign-in/passkey"}) {
        EXPECT_EQ(anns.post(path, {{"password", kGood}}).status, 403) << path;
    }
    EXPECT_EQ(desk.count("passwords"), 0);
}

TEST_F(ProofsPage, PasskeyIsAddedUsedListedAndRemoved) {
    const tests::SoftwarePasskey passkey;
    const auto added = add(passkey);
    ASSERT_EQ(added.status, 303) << added.body;

    const auto in = use(passkey);

    ASSERT_EQ(in.status, 303) << in.body;
    EXPECT_TRUE(is_signed_in(browser));
    EXPECT_NE(browser.page().find("by passkey"), std::string::npos);
    EXPECT_NE(anns.get("/sup/account/passkeys").body.find("Phone &lt;3"), std::string::npos);
    EXPECT_NE(anns.page().find("last used"), std::string::npos);
    EXPECT_EQ(anns.submit("/sup/account/passkeys/1/remove").status, 303);
    browser.cookies.clear();
    EXPECT_EQ(use(passkey).status, 422);
}

TEST_F(ProofsPage, PasskeysOfOthersAreNotRemoved) {
    ASSERT_EQ(add(tests::SoftwarePasskey{}).status, 303);
    Browser bobs(desk.router);
    bobs.open_link(desk.link(desk.bob, desk.request(13, desk.bob)));
    bobs.get("/sup/account");

    EXPECT_EQ(bobs.submit("/sup/account/passkeys/1/remove").status, 404);
    EXPECT_EQ(desk.count("passkeys"), 1);
}

TEST_F(ProofsPage, WithoutAScriptThereIsNoButtonForPasskeys) {
    for (const std::string& page :
         {browser.get("/sup/sign-in").body, anns.get("/sup/account/passkeys").body}) {
        const std::size_t form = page.find("data-passkey=");
        ASSERT_NE(form, std::string::npos);
        EXPECT_NE(
            page.substr(form, page.find('>', form) - form).find(" hidden"), std::string::npos
        );
    }
}

TEST_F(ProofsPage, ProjectWithoutThemShowsAndAnswersNothing) {
    tests::PortalDesk other;
    other.settings.projects[0].passwords = false;
    other.settings.projects[0].passkeys = false;
    connector::http::Router router;
    connector::portal::add_public_routes(router, other.rooms, {other.webhooks, other.automation});
    Browser visitor(router);

    const std::string page = visitor.get("/sup/sign-in").body;

    EXPECT_EQ(page.find("password\""), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    for (const char* path : {"/sup/account/password", "/sup/account/passkeys"}) {
        EXPECT_EQ(visitor.get(path).status, 404) << path;
    }
}

}  // namespace
