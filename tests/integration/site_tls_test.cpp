#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/raw_client.hpp"
#include "tests/support/site_front.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kReply = "It is the one beside the window.";

std::string ca_file(const std::string& file) {
    return "ca_file: " + file;
}

std::string proxy(const std::string& url) {
    return "proxy: \"" + url + "\"";
}

/// The simulated site behind a TLS server that isn't ours, for the real program.
class SiteTls : public testing::Test {
protected:
    /// A stage whose connector finds the site at `front`.
    StageOptions behind(SiteFront& front, std::vector<std::string> lines) {
        return {
            .site_url = front.origin(),
            .site_lines = std::move(lines),
            .site_runs = [&front](const std::string& origin) { front.passes_on_to(origin); }};
    }

    /// A request is mailed, its link opens the thread, and the reply reaches Jira.
    static void expect_main_job_works(Stage& stage) {
        stage.jira().raise("alice", "The printer is out of toner");
        Browser alice = stage.sign_in(stage.mails().wait_for_mail(kAlice, "SUP-1"));
        const auto page = alice.get("/sup/requests/SUP-1");
        const auto sent = alice.submit(page, "/sup/requests/SUP-1/comments", {{"text", kReply}});
        ASSERT_EQ(sent.status, 303);
        wait_until("the reply in Jira", [&] { return !stage.jira().comments("SUP-1").empty(); });
    }

    /// What `doctor` says of the account, which it asks first.
    static std::string account_line(Stage& stage) {
        const auto report = json::parse(stage.command({"doctor", "--json"}).output);
        for (const json& finding : report["findings"]) {
            if (finding["check"] == "account") return finding["evidence"];
        }
        return "";
    }

    static std::string proxied_to(const SiteFront& front) {
        return "CONNECT " + front.origin().substr(std::string("https://").size());
    }

    const Certificates certificates_;
};

TEST_F(SiteTls, MainJobGoesOverFewHttp2Connections) {
    SiteFront front(certificates_.server());
    Stage stage(behind(front, {ca_file(certificates_.ca())}));
    expect_main_job_works(stage);

    EXPECT_EQ(front.requests("1.1"), 0);
    EXPECT_GE(front.requests("2.0"), 5);
    EXPECT_LE(front.handshakes(), 3) << "calls, files, the look without signing in";
    EXPECT_EQ(front.refused_handshakes(), 0);
}

TEST_F(SiteTls, DoctorMakesAllItsCallsOverOneConnectionAndOneForTheLookWithoutSigningIn) {
    SiteFront front(certificates_.server());
    Stage stage(behind(front, {ca_file(certificates_.ca())}));
    ASSERT_EQ(stage.stop_connector(), 0);
    const int handshakes = front.handshakes();
    const int requests = front.requests();

    EXPECT_THAT(account_line(stage), HasSubstr("signed in as"));
    EXPECT_GE(front.requests() - requests, 8);
    EXPECT_LE(front.handshakes() - handshakes, 2);
    EXPECT_EQ(front.requests("1.1"), 0);
}

TEST_F(SiteTls, CertificateThatIsNotGoodIsSaidAndNoCredentialSent) {
    struct Case {
        Certificates::Pair certificate;
        std::string ca;
        std::string said;
    };

    const std::vector<Case> cases{
        {certificates_.server(), certificates_.other_ca(), "signed by no authority"},
        {certificates_.issue("other", "DNS:jira.acme.example"),
         certificates_.ca(),
         "for another host name"},
        {certificates_.issue("old", "DNS:localhost", -1), certificates_.ca(), "has expired"}};
    Stage stage({.sends_webhooks = false});
    for (const Case& bad : cases) {
        SiteFront front(bad.certificate);
        front.passes_on_to(stage.jira().origin());
        stage.options().site_url = front.origin();
        stage.options().site_lines = {ca_file(bad.ca)};
        stage.write_config();

        EXPECT_THAT(
            account_line(stage), AllOf(HasSubstr("the server's certificate"), HasSubstr(bad.said))
        );
        EXPECT_EQ(front.requests(), 0) << bad.said;
        EXPECT_EQ(front.credentials(), 0) << bad.said;
    }
}

TEST_F(SiteTls, SystemsAuthoritiesDoNotKnowTheTestsOwn) {
    SiteFront front(certificates_.server());
    Stage stage(behind(front, {}));

    EXPECT_THAT(account_line(stage), HasSubstr("signed by no authority"));
    EXPECT_EQ(front.credentials(), 0);
}

TEST_F(SiteTls, PlainHttpIsForLoopbackOnly) {
    Stage stage;
    stage.options().site_url = "http://jira.acme.example";
    stage.write_config();

    for (const char* command : {"check", "doctor"}) {
        const auto answer = stage.command({command});
        EXPECT_NE(answer.exit_code, 0);
        EXPECT_THAT(answer.output, HasSubstr("start with https://"));
    }
}

TEST_F(SiteTls, MainJobGoesThroughAProxyThatSeesOnlyTheTunnel) {
    SiteFront front(certificates_.server());
    const HttpProxy tinyproxy;
    Stage stage(behind(front, {ca_file(certificates_.ca()), proxy(tinyproxy.url())}));
    expect_main_job_works(stage);

    EXPECT_GE(front.requests("2.0"), 5);
    EXPECT_LE(front.handshakes(), 3);
    EXPECT_THAT(tinyproxy.log(), HasSubstr(proxied_to(front)));
    EXPECT_THAT(tinyproxy.log(), Not(HasSubstr("/rest/")));
    EXPECT_THAT(stage.log(), Not(HasSubstr("connector:secret")));
}

TEST_F(SiteTls, TroubleWithTheProxyIsToldFromTroubleWithTheSite) {
    SiteFront front(certificates_.server());
    HttpProxy tinyproxy;
    Stage stage(behind(front, {ca_file(certificates_.ca()), proxy(tinyproxy.url_without_login())}));
    EXPECT_THAT(account_line(stage), HasSubstr("the proxy refused to pass it on (407)"));

    stage.options().site_lines = {ca_file(certificates_.other_ca()), proxy(tinyproxy.url())};
    stage.write_config();
    EXPECT_THAT(account_line(stage), HasSubstr("signed by no authority"));

    tinyproxy.stop();
    const auto doctor = stage.command({"doctor"});
    EXPECT_EQ(doctor.exit_code, 1);
    EXPECT_THAT(
        doctor.output, AllOf(HasSubstr("the proxy could not be reached"), HasSubstr("site.proxy"))
    );
    EXPECT_THAT(doctor.output, Not(HasSubstr("secret")));
    EXPECT_EQ(front.requests(), 0);
}

// SR-75
TEST(SiteUrls, AddressesInWhatJiraSaysAreNeverCalled) {
    SiteFront elsewhere{Certificates().server()};
    // `self`, `_links`, an attachment's `content` and `thumbnail`, avatars: all lead there.
    Stage stage({.site_calls_itself = elsewhere.origin()});
    const json files =
        json::array({{{"name", "photo.png"}, {"type", "image/png"}, {"base64", "iVBORw0KGgo="}}});
    const auto raised = stage.jira().raise_with_files("Look at " + elsewhere.origin(), files);
    Browser alice = stage.sign_in(stage.mails().wait_for_mail(kAlice, "SUP-1"));
    EXPECT_EQ(alice.get("/sup/requests/SUP-1/attachments/" + raised.attachments.at(0)).status, 200);
    (void)stage.command({"doctor"});

    EXPECT_EQ(elsewhere.handshakes() + elsewhere.refused_handshakes(), 0);
    EXPECT_THAT(
        stage.jira().as_bot("GET", "/rest/api/3/issue/SUP-1", nullptr).dump(),
        HasSubstr(elsewhere.origin())
    );
}

}  // namespace
}  // namespace tests
