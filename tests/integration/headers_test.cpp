#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/raw_client.hpp"
#include "tests/support/stage.hpp"

namespace tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Optional;

constexpr const char* kHost = "support.acme.example";

/// Behind a TLS proxy, as in production.
class Headers : public testing::Test {
protected:
    [[nodiscard]] RawAnswer ask_for(
        const std::string& line, const std::string& host = kHost, const std::string& more = ""
    ) const {
        const auto answer =
            ask(stage_.public_port(),
                fmt::format("{} HTTP/1.1\r\nHost: {}\r\n{}\r\n", line, host, more));
        return answer.value_or(RawAnswer{});
    }

    static void expect_secure(const RawAnswer& answer, const std::string& what) {
        SCOPED_TRACE(what);
        const std::string policy = answer.header("Content-Security-Policy").value_or("");
        for (const char* part :
             {"default-src 'none'",
              "object-src 'none'",
              "base-uri 'none'",
              "form-action 'self'",
              "frame-ancestors 'none'"}) {
            EXPECT_THAT(policy, HasSubstr(part));
        }
        EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
        EXPECT_THAT(answer.header("Strict-Transport-Security"), Optional(HasSubstr("max-age=")));
        EXPECT_THAT(answer.header("X-Content-Type-Options"), Optional(std::string("nosniff")));
        EXPECT_THAT(answer.header("Referrer-Policy"), Optional(std::string("no-referrer")));
        EXPECT_THAT(
            answer.header("Cross-Origin-Opener-Policy"), Optional(std::string("same-origin"))
        );
        EXPECT_THAT(
            answer.header("Cross-Origin-Resource-Policy"), Optional(std::string("same-origin"))
        );
        EXPECT_FALSE(answer.header("Access-Control-Allow-Origin"));
        EXPECT_FALSE(answer.header("Server"));
        if (answer.body.empty()) return;
        EXPECT_THAT(answer.header("Content-Type"), Optional(HasSubstr("charset=utf-8")));
    }

    static void expect_private(const RawAnswer& answer, const std::string& what) {
        expect_secure(answer, what);
        EXPECT_THAT(answer.header("Cache-Control"), Optional(HasSubstr("no-store"))) << what;
    }

    Stage stage_{{.public_url = std::string("https://") + kHost}};
};

TEST_F(Headers, EveryPageIsGuarded) {
    const RawAnswer sign_in = ask_for("GET /sup/sign-in");
    EXPECT_EQ(sign_in.status, 200);
    expect_private(sign_in, "sign-in");
    const std::string stylesheet(between(sign_in.body, "rel=\"stylesheet\" href=\"", "\""));

    for (const std::string path :
         {"/sup", "/sup/", "/sup/requests/SUP-1", "/sup/account", "/l/unknown"}) {
        const RawAnswer answer = ask_for("GET " + path);
        EXPECT_THAT(answer.status, testing::AnyOf(303, 410)) << path;
        expect_private(answer, path);
    }
    for (const std::string& path : {stylesheet, std::string("/sup/brand.css")}) {
        const RawAnswer answer = ask_for("GET " + path);
        EXPECT_EQ(answer.status, 200) << path;
        expect_secure(answer, path);
    }
}

TEST_F(Headers, EveryRefusalIsGuarded) {
    const std::string no_body = "Content-Length: 0\r\n";
    const std::string huge = "Content-Length: 999999999\r\n";

    const struct {
        int status;
        RawAnswer answer;
    } refusals[] = {
        {400, ask_for("GET /%zz")},
        {400, ask_for("GET /", kHost, "Content-Length: 1\r\nContent-Length: 2\r\n")},
        {401, ask_for("POST /webhooks/jira", kHost, no_body)},
        {403, ask_for("POST /l/unknown", kHost, no_body)},
        {403, ask_for("POST /l/unknown/resend", kHost, no_body)},
        {403, ask_for("POST /sup/sign-in", kHost, no_body)},
        {303, ask_for("POST /sup/sign-out", kHost, no_body)},
        {303, ask_for("POST /sup/sign-out-everywhere", kHost, no_body)},
        {303, ask_for("POST /sup/account/sessions/1/end", kHost, no_body)},
        {303, ask_for("POST /sup/requests/SUP-1/comments", kHost, no_body)},
        {404, ask_for("GET /nowhere")},
        {405, ask_for("DELETE /sup/sign-in")},
        {413, ask_for("POST /sup/sign-in", kHost, huge)},
        {414, ask_for("GET /" + std::string(8000, 'a'))},
        {421, ask_for("GET /sup/sign-in", "evil.example")},
        {431, ask_for("GET /", kHost, "X-Long: " + std::string(20'000, 'a') + "\r\n")},
        {505, ask(stage_.public_port(), "GET / HTTP/2.0\r\nHost: a\r\n\r\n").value_or(RawAnswer{})},
    };

    for (const auto& [status, answer] : refusals) {
        EXPECT_EQ(answer.status, status);
        expect_private(answer, std::to_string(status));
    }
}

TEST_F(Headers, AnUnknownHostIsRefused) {
    for (const std::string host : {"evil.example", "localhost", "support.acme.example.evil"}) {
        EXPECT_EQ(ask_for("GET /sup/sign-in", host).status, 421) << host;
        EXPECT_THAT(ask_for("GET /sup/sign-in", host).body, Not(HasSubstr(host)));
    }
}

TEST_F(Headers, CookiesAreForThisHostOverTlsOnly) {
    const auto cookie = ask_for("GET /sup/sign-in").header("Set-Cookie").value_or("");

    EXPECT_TRUE(cookie.starts_with("__Host-jsm-browser=")) << cookie;
    for (const char* part : {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"})
        EXPECT_THAT(cookie, HasSubstr(part));
    EXPECT_THAT(cookie, Not(HasSubstr("Domain")));
}

TEST_F(Headers, TheAdminsRoutesAreNotPublic) {
    for (const std::string path : {"/healthz", "/readyz", "/metrics", "/"})
        EXPECT_EQ(ask_for("GET " + path).status, 404) << path;
    for (const std::string path : {"/control/ping", "/control/links/issue"})
        EXPECT_EQ(ask_for("POST " + path, kHost, "Content-Length: 0\r\n").status, 404) << path;
}

/// A page in the operator's browser may give this machine a name of its own (DNS rebinding).
TEST_F(Headers, TheAdminAnswersToLoopbackNamesOnly) {
    const auto status_for = [&](const std::string& host) {
        const auto answer =
            ask(stage_.admin_port(),
                fmt::format("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", host));
        return answer ? answer->status : 0;
    };
    const auto with_port = [&](const char* name) {
        return fmt::format("{}:{}", name, stage_.admin_port());
    };
    for (const char* name : {"localhost", "127.0.0.1", "[::1]"})
        EXPECT_EQ(status_for(with_port(name)), 200) << name;
    for (const char* name : {"evil.example", "localhost.evil.example", kHost, "0.0.0.0"})
        EXPECT_EQ(status_for(with_port(name)), 421) << name;
    EXPECT_EQ(status_for("localhost"), 421) << "another port is another page";
}

TEST_F(Headers, ControlNeedsTheToken) {
    const std::string host = fmt::format("Host: 127.0.0.1:{}\r\n", stage_.admin_port());
    for (const std::string path :
         {"/control/ping",
          "/control/links/issue",
          "/control/links/revoke",
          "/control/sessions/end",
          "/control/outbox/retry",
          "/control/inbox/replay"}) {
        for (const std::string token :
             {"", "Authorization: Bearer \r\n", "Authorization: Bearer x\r\n"}) {
            const auto answer =
                ask(stage_.admin_port(),
                    fmt::format(
                        "POST {} HTTP/1.1\r\n{}{}Content-Length: 2\r\n\r\n{{}}", path, host, token
                    ));
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->status, 401) << path;
        }
    }
}

}  // namespace
}  // namespace tests
