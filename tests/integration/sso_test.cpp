#include <chrono>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/oidc_site.hpp"
#include "tests/support/signed_tokens.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kHandOffKey = "the-key-that-a-product-shares-with-us";
constexpr const char* kAudience = "https://support.acme.example/sup";
constexpr const char* kProduct = "https://app.acme.example";

/// Where a redirect leads.
std::string location(const base::HttpResponse& answer) {
    return std::string(answer.header("location"));
}

/// The real connector, a provider of another make, and Alice, who has a request.
class SingleSignOn : public testing::Test {
protected:
    SingleSignOn() {
        stage.jira().raise("alice", "The printer is out of toner");
        wait_until("the request to be mirrored", [&] {
            return !stage.rows("select id from requests").empty();
        });
        use("issuer: " + site.issuer());
    }

    /// Starts the connector anew with the ways in, `oidc` with these further keys.
    void use(const std::string& oidc) {
        write_ways(
            std::string("{kind: oidc, name: acme, label: Acme ID, client_id: ") +
            OidcSite::kClient + ", client_secret: " + OidcSite::kSecret + ", " + oidc +
            "}, {kind: handoff, issuer: \"" + kProduct + "\", audience: \"" + kAudience +
            "\", key: " + kHandOffKey + ", origins: [\"" + kProduct + "\"]}"
        );
    }

    void write_ways(const std::string& ways) {
        stage.write_config();
        // The project's entry is the last one.
        std::ofstream(stage.config_file(), std::ios::app) << "    sign_in: [" << ways << "]\n";
        stage.stop_connector();
        stage.start_connector();
    }

    /// Presses the button of the sign-in page; where it leads.
    static std::string press(Browser& browser) {
        const auto page = browser.get("/sup/sign-in");
        const auto away = browser.submit(page, "/sup/sign-in/acme");
        EXPECT_EQ(away.status, 303) << away.body;
        return location(away);
    }

    /// All the way: the callback's answer.
    base::HttpResponse sign_in(Browser& browser) { return browser.get(site.visit(press(browser))); }

    static bool is_signed_in(Browser& browser) { return browser.get("/sup/account").status == 200; }

    [[nodiscard]] static json hand_off(const std::string& id) {
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::system_clock::now().time_since_epoch()
        )
                             .count();
        return {
            {"iss", kProduct},
            {"aud", kAudience},
            {"iat", now},
            {"exp", now + 60},
            {"jti", id},
            {"email", kAlice},
            {"email_verified", true}};
    }

    /// As a form on the product's page posts it.
    base::HttpResponse post_hand_off(
        const std::string& token, const std::string& origin = kProduct
    ) {
        return stage.http()
            .send(
                {.method = "POST",
                 .url = stage.portal_origin() + "/sup/sign-in/handoff",
                 .headers =
                     {{"Content-Type", "application/x-www-form-urlencoded"},
                      {"Origin", origin},
                      {"Sec-Fetch-Site", "cross-site"}},
                 .body = encode_form({{"token", token}, {"to", "/sup/requests/SUP-1"}})}
            )
            .value();
    }

    Stage stage;
    OidcSite site{stage.portal_origin() + "/sup/sign-in/acme/callback"};
};

TEST_F(SingleSignOn, ProviderVouchesForACustomerWhoSeesTheirRequests) {
    Browser alice = stage.browser();
    const std::string away = press(alice);
    EXPECT_TRUE(away.starts_with(site.issuer() + "/auth?")) << away;
    EXPECT_THAT(away, HasSubstr("code_challenge_method=S256"));
    const auto back = alice.get(site.visit(away));
    ASSERT_EQ(back.status, 303) << back.body << stage.log();
    const auto in = alice.follow(back);
    EXPECT_EQ(location(in), "/sup/");
    EXPECT_THAT(alice.follow(in).body, HasSubstr("The printer is out of toner"));

    const json done = stage.list({"audit", "list", "--event", "sign_in.done"});
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0]["detail"], "acme");
}

TEST_F(SingleSignOn, EveryTokenThatIsWrongIsRefused) {
    for (const char* fault : {"issuer", "audience", "nonce", "key", "expired", "none", "shared"}) {
        site.control({{"spoil", fault}});
        Browser alice = stage.browser();
        const auto answer = sign_in(alice);
        EXPECT_EQ(answer.status, 410) << fault << answer.body;
        EXPECT_FALSE(is_signed_in(alice)) << fault;
    }
    site.control({{"spoil", ""}});
    Browser alice = stage.browser();
    alice.follow(sign_in(alice));
    EXPECT_TRUE(is_signed_in(alice)) << "and a good one is taken";
    EXPECT_EQ(stage.rows("select id from sessions").size(), 1U);
}

TEST_F(SingleSignOn, StateBelongsToOneBrowserAndIsGoodOnce) {
    Browser alice = stage.browser();
    const std::string callback = site.visit(press(alice));
    Browser thief = stage.browser();
    EXPECT_EQ(thief.get(callback).status, 410);
    std::string changed = callback;
    const std::size_t at = changed.find("state=") + 12;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(alice.get(changed).status, 410);
    EXPECT_EQ(alice.get(callback).status, 303);
    EXPECT_EQ(alice.get(callback).status, 410) << "replayed";
    EXPECT_TRUE(stage.rows("select 1 from sessions").empty()) << "the ticket is not used yet";
}

TEST_F(SingleSignOn, AddressThatIsNotVerifiedProvesNothing) {
    site.control({{"verified", false}});
    Browser alice = stage.browser();
    EXPECT_EQ(sign_in(alice).status, 403);
    site.control({{"verified", true}, {"email", "nobody@customer.example"}});
    const auto page = sign_in(alice);
    EXPECT_EQ(page.status, 403);
    EXPECT_THAT(page.body, HasSubstr("know this account here"));
    EXPECT_FALSE(is_signed_in(alice));
}

TEST_F(SingleSignOn, ChangedKeysAreReadOnce) {
    Browser alice = stage.browser();
    ASSERT_EQ(sign_in(alice).status, 303);
    const auto read = std::chrono::steady_clock::now();
    site.control({{"rotate", true}});
    EXPECT_EQ(sign_in(alice).status, 410) << "keys are not read for every name that comes";
    wait_until("keys to be read again at need", [&] {
        return std::chrono::steady_clock::now() > read + std::chrono::seconds(11);
    });
    EXPECT_EQ(sign_in(alice).status, 303);
}

TEST_F(SingleSignOn, AnotherIssuerIsFoundByDoctorAndLetsNobodyIn) {
    const auto finding = [&] {
        const json report = json::parse(stage.command({"doctor", "--json"}).output);
        for (const json& found : report.at("findings")) {
            if (found.at("check") == "sign_in") return found;
        }
        return json();
    };
    EXPECT_THAT(finding()["evidence"].get<std::string>(), HasSubstr("1 keys of use"));

    use("issuer: \"" + site.issuer() + "/\"");  // a slash too many
    EXPECT_THAT(finding()["evidence"].get<std::string>(), HasSubstr("another issuer"));
    Browser alice = stage.browser();
    EXPECT_EQ(alice.submit(alice.get("/sup/sign-in"), "/sup/sign-in/acme").status, 502);
}

TEST_F(SingleSignOn, ProductHandsOverOnce) {
    const std::string token = sign_shared(kHandOffKey, hand_off("id-number-1"));
    const auto posted = post_hand_off(token);
    ASSERT_EQ(posted.status, 303) << posted.body;
    const std::string cookie(between(posted.header("set-cookie"), "jsm-ticket=", ";"));
    EXPECT_EQ(post_hand_off(token).status, 410) << "replayed";

    Browser alice = stage.browser();
    alice.set_cookie("jsm-ticket", cookie);
    const auto in = alice.get("/sup/sign-in/arrive");
    EXPECT_EQ(location(in), "/sup/requests/SUP-1");
    EXPECT_THAT(alice.follow(in).body, HasSubstr("The printer is out of toner"));
    Browser late = stage.browser();
    late.set_cookie("jsm-ticket", cookie);
    late.get("/sup/sign-in/arrive");
    EXPECT_FALSE(is_signed_in(late)) << "a ticket is one session";
}

TEST_F(SingleSignOn, AtlassianVouchesForTheAccountThatJiraKnows) {
    const std::string there = site.issuer() + "/atlassian";
    write_ways(
        std::string("{kind: atlassian, client_id: ") + OidcSite::kClient +
        ", client_secret: " + OidcSite::kSecret + ", authorize_url: \"" + there +
        "/authorize\", token_url: \"" + there + "/token\", profile_url: \"" + there + "/me\"}"
    );
    const auto come_back = [&](Browser& browser) {
        const auto away = browser.submit(browser.get("/sup/sign-in"), "/sup/sign-in/atlassian");
        return browser.get(site.visit(location(away)));
    };
    site.control({{"account", "712020:nobody"}});
    Browser alice = stage.browser();
    EXPECT_EQ(come_back(alice).status, 403);

    const json known =
        stage.rows(std::string("select account_id from contacts where address = '") + kAlice + "'");
    site.control({{"account", known.at(0).at("account_id")}});
    alice.follow(come_back(alice));
    EXPECT_TRUE(is_signed_in(alice)) << stage.log();
}

TEST_F(SingleSignOn, HandOffsThatAreWrongAreRefused) {
    int number = 0;
    const auto refused = [&](const char* claim, const json& value) {
        json claims = hand_off("id-number-" + std::to_string(++number));
        claims[claim] = value;
        return post_hand_off(sign_shared(kHandOffKey, claims)).status;
    };
    const auto now = hand_off("x")["iat"].get<std::int64_t>();
    EXPECT_EQ(refused("iss", "https://evil.example"), 410);
    EXPECT_EQ(refused("aud", "https://elsewhere.example"), 410);
    EXPECT_EQ(refused("exp", now + 61), 410);
    EXPECT_EQ(refused("iat", now - 200), 410);
    EXPECT_EQ(refused("jti", ""), 410);
    EXPECT_EQ(refused("email_verified", "true"), 403);
    EXPECT_EQ(refused("email", "nobody@customer.example"), 403);
    EXPECT_EQ(
        post_hand_off(sign_shared("another-key-of-thirty-two-bytes!!", hand_off("id-a-key")))
            .status,
        410
    );
    EXPECT_EQ(post_hand_off(unsigned_token({{"alg", "none"}}, hand_off("id-no-key"))).status, 410);
    EXPECT_TRUE(stage.rows("select 1 from arrivals").empty());
}

TEST_F(SingleSignOn, LogHoldsNoneOfTheSecrets) {
    Browser alice = stage.browser();
    const std::string callback = site.visit(press(alice));
    alice.follow(alice.get(callback));
    const std::string token = sign_shared(kHandOffKey, hand_off("id-number-1"));
    post_hand_off(token);
    post_hand_off(token);
    const std::string kept = stage.log() + stage.stored_bytes();
    const std::string code(between(callback, "code=", "&"));
    ASSERT_FALSE(code.empty());
    const std::string state(between(callback, "state=", "&"));
    ASSERT_FALSE(state.empty());
    for (const std::string& secret :
         {code, state, token, std::string(OidcSite::kSecret), std::string(kHandOffKey)}) {
        EXPECT_THAT(kept, Not(HasSubstr(secret)));
    }
}

}  // namespace
}  // namespace tests
