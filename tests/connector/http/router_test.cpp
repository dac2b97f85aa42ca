#include "connector/http/router.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

using connector::http::Method;
using connector::http::Request;
using connector::http::Router;

namespace {

connector::http::Response empty(const Request&) {
    return {};
}

Router router_with(std::initializer_list<std::pair<Method, const char*>> routes) {
    Router router;
    for (const auto& [method, pattern] : routes) router.add({method, pattern, pattern, empty});
    return router;
}

std::string found(const Router& router, Method method, std::string_view path) {
    const auto match = router.find(method, path);
    return match.route == nullptr ? "" : match.route->name;
}

}  // namespace

TEST(Router, NamesTakeOneSegmentEach) {
    const Router router = router_with({{Method::Post, "/l/{token}/resend"}});

    const auto match = router.find(Method::Post, "/l/abc/resend");

    ASSERT_NE(match.route, nullptr);
    ASSERT_EQ(match.path_values.size(), 1U);
    EXPECT_EQ(match.path_values[0].first, "token");
    EXPECT_EQ(match.path_values[0].second, "abc");
    EXPECT_EQ(found(router, Method::Post, "/l//resend"), "");
    EXPECT_EQ(found(router, Method::Post, "/l/a/b/resend"), "");
}

TEST(Router, LiteralWinsOverNameWhateverTheOrder) {
    const Router router = router_with(
        {{Method::Get, "/{path}/{page}"},
         {Method::Get, "/{path}/new"},
         {Method::Get, "/sup/{page}"}}
    );

    EXPECT_EQ(found(router, Method::Get, "/sup/new"), "/sup/{page}");
    EXPECT_EQ(found(router, Method::Get, "/ops/new"), "/{path}/new");
    EXPECT_EQ(found(router, Method::Get, "/ops/help"), "/{path}/{page}");
}

TEST(Router, TrailingSlashIsAnotherPath) {
    const Router router = router_with({{Method::Get, "/sup/"}});

    EXPECT_EQ(found(router, Method::Get, "/sup/"), "/sup/");
    EXPECT_EQ(found(router, Method::Get, "/sup"), "");
}

TEST(Router, HeadIsAnsweredByGet) {
    const Router router = router_with({{Method::Get, "/a"}});

    EXPECT_EQ(found(router, Method::Head, "/a"), "/a");
}

TEST(Router, OtherMethodsOfAPathAreListed) {
    const Router router = router_with({{Method::Get, "/a"}, {Method::Post, "/{x}"}});

    EXPECT_EQ(router.find(Method::Other, "/a").allowed, "GET, HEAD, POST");
    EXPECT_EQ(router.find(Method::Other, "/b/c").allowed, "");
}

TEST(Router, SegmentsAreDecodedOnce) {
    const Router router = router_with({{Method::Get, "/l/{x}"}});

    EXPECT_EQ(router.find(Method::Get, "/%6c/a%2541").path_values.at(0).second, "a%41");
}

TEST(Router, SegmentsThatHideSomethingAreMalformed) {
    const Router router = router_with({{Method::Get, "/l/{x}"}});

    for (const char* path :
         {"/l/a%2Fb", "/l/a%00", "/l/a%0a", "/l/a%", "/l/a%4", "/l/%zz", "/l/%ff"}) {
        EXPECT_TRUE(router.find(Method::Get, path).is_malformed) << path;
    }
}

TEST(Router, SecondRouteOfOneShapeIsABug) {
    Router router = router_with({{Method::Get, "/l/{token}"}});

    EXPECT_THROW(router.add({Method::Get, "/l/{other}", "x", empty}), std::logic_error);
    EXPECT_NO_THROW(router.add({Method::Post, "/l/{token}", "y", empty}));
}

TEST(Router, PatternsHaveOneForm) {
    Router router;

    for (const char* pattern : {"", "l", "/{", "/{}", "/a{b}", "/{a}/{a}"}) {
        EXPECT_THROW(router.add({Method::Get, pattern, "x", empty}), std::logic_error) << pattern;
    }
}
