#include "connector/http/response.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "connector/http/answer_bytes.hpp"

using connector::http::head_bytes;
using connector::http::Response;
using connector::http::SecurityHeaders;
using namespace std::string_literals;

namespace {

std::string bytes_of(const Response& response) {
    return head_bytes(response, SecurityHeaders(true), {});
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

// SR-101
TEST(SecurityHeaders, AreOnAnAnswerThatSetsNone) {
    const std::string head = bytes_of(connector::http::html(200, "x"));

    for (const char* line :
         {"\r\nContent-Security-Policy: default-src 'none'; ",
          "frame-ancestors 'none'\r\n",
          "\r\nX-Content-Type-Options: nosniff\r\n",
          "\r\nReferrer-Policy: no-referrer\r\n",
          "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
          "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
          "\r\nPermissions-Policy: camera=()",
          "\r\nX-Robots-Tag: noindex\r\n",
          "\r\nStrict-Transport-Security: max-age=63072000\r\n",
          "\r\nCache-Control: no-store\r\n",
          "\r\nContent-Type: text/html; charset=utf-8\r\n"}) {
        EXPECT_NE(head.find(line), std::string::npos) << line;
    }
}

TEST(SecurityHeaders, HandlersOwnHeaderWins) {
    Response response;
    response.headers = {{"content-security-policy", "sandbox"}};

    const std::string head = bytes_of(response);

    EXPECT_EQ(count(head, "ecurity-"), 1U) << head;
    EXPECT_NE(head.find("content-security-policy: sandbox\r\n"), std::string::npos);
    EXPECT_NE(head.find("X-Content-Type-Options"), std::string::npos);
}

TEST(SecurityHeaders, PlainListenerDoesNotPromiseHttps) {
    const std::string head = head_bytes(Response{}, SecurityHeaders(false), {});

    EXPECT_EQ(head.find("Strict-Transport-Security"), std::string::npos);
}

TEST(AnswerBytes, HeaderThatWouldLeaveItsLineIsABug) {
    for (const std::string& value : {"a\r\nX: b"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\x7f"s}) {
        Response response;
        response.headers = {{"X-Y", value}};
        EXPECT_THROW(bytes_of(response), std::logic_error);
    }
    Response response;
    response.headers = {{"X\r\nY", "a"}};
    EXPECT_THROW(bytes_of(response), std::logic_error);
    response.headers = {};
    response.content_type = "text/html\r\nX: y";
    EXPECT_THROW(bytes_of(response), std::logic_error);
}

TEST(AnswerBytes, FramingIsTheServersAlone) {
    for (const char* name : {"Content-Length", "transfer-encoding", "Connection"}) {
        Response response;
        response.headers = {{name, "1"}};
        EXPECT_THROW(bytes_of(response), std::logic_error) << name;
    }
}

TEST(AnswerBytes, StatusWithoutBodyHasNoLength) {
    const std::string head = bytes_of(connector::http::text(204, ""));

    EXPECT_EQ(head.find("Content-"), head.find("Content-Security-Policy"));
}

TEST(AnswerBytes, ClosingAndDateAreSaid) {
    const std::string head =
        head_bytes(Response{}, SecurityHeaders(true), {"Sat, 21 Nov 2026 13:03:22 GMT", true});

    EXPECT_NE(head.find("\r\nDate: Sat, 21 Nov 2026 13:03:22 GMT\r\n"), std::string::npos);
    EXPECT_NE(head.find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(Response, RedirectStaysWithUs) {
    EXPECT_EQ(connector::http::see_other("/sup/").headers.at(0).value, "/sup/");
    for (const char* away : {"https://evil.example", "//evil.example", "/\\evil", "", "/a\r\nb"}) {
        EXPECT_THROW(static_cast<void>(connector::http::see_other(away)), std::logic_error) << away;
    }
}

/// SR-20: what looks like a path of ours and leads away in some browser, proxy or library.
TEST(Response, EveryRedirectTrickIsRefused) {
    const std::string nul("/a\0b", 4);
    const std::string tricks[]{
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/ /evil.example",
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        "/a\x7f",
        nul,
        "https://evil.example",
        "https:/evil.example",
        "https:evil.example",
        "http:\\\\evil.example",
        "//user@evil.example",
        "user:pass@evil.example",
        "@evil.example",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "mailto:a@evil.example",
        "%2f%2fevil.example",
        "%2Fevil.example",
        "%252f%252fevil.example",
        "%5cevil.example",
        "evil.example",
        "../evil",
        "./evil",
        ".",
        "",
        "?next=//evil.example",
        "#//evil.example",
        "/\u2215evil.example",
        "\uff0f\uff0fevil.example",
        "/\uff0fevil.example",
        "/\u3002",
        "\xef\xbb\xbf//evil.example",
        "/a\\..\\..\\evil",
        std::string("/").append(2048, 'a')};
    for (const std::string& trick : tricks) {
        EXPECT_FALSE(connector::http::is_own_path(trick)) << trick;
        EXPECT_THROW(static_cast<void>(connector::http::see_other(trick)), std::logic_error);
    }
    // These stay here, whatever they look like: a browser resolves them against our own host.
    for (const char* ours :
         {"/",
          "/sup/",
          "/sup/requests/SUP-1",
          "/%2f%2fevil.example",
          "/@evil",
          "/.//evil.example",
          "/a?next=https://evil.example"}) {
        EXPECT_TRUE(connector::http::is_own_path(ours)) << ours;
    }
}

TEST(Response, CookieUntilTheBrowserIsClosedHasNoAge) {
    Response response;

    set_cookie(
        response, {.name = "s", .value = "abc", .max_age = base::seconds{60}, .until_closed = true}
    );

    EXPECT_EQ(response.headers.at(0).value, "s=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
}

TEST(Response, CookieCarriesEveryProtection) {
    Response response;

    set_cookie(
        response, {"__Host-s", "abc", base::seconds{60}, false, connector::http::SameSite::Strict}
    );

    EXPECT_EQ(
        response.headers.at(0).value,
        "__Host-s=abc; Path=/; HttpOnly; Max-Age=60; SameSite=Strict; Secure"
    );
}

TEST(Response, CookieThatWouldLeaveItsFieldIsABug) {
    Response response;

    for (const char* value : {"a;b", "a b", "a\r\nb", "a,b", "\"a\""}) {
        EXPECT_THROW(set_cookie(response, {"s", value}), std::logic_error) << value;
    }
    EXPECT_THROW(set_cookie(response, {"s;x", "a"}), std::logic_error);
}
