#include "connector/http/request.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

using connector::http::cookie;
using connector::http::Form;
using connector::http::Request;

namespace {

Request with_headers(std::vector<base::HttpHeader> headers) {
    Request request;
    request.headers = std::move(headers);
    return request;
}

}  // namespace

TEST(Request, HeaderGivenTwiceIsNone) {
    const Request request = with_headers({{"a", "1"}, {"b", "2"}, {"b", "3"}});

    EXPECT_EQ(request.header("a"), "1");
    EXPECT_EQ(request.header("b"), std::nullopt);
    EXPECT_EQ(request.header("c"), std::nullopt);
}

TEST(Request, UnknownPathValueIsABug) {
    Request request;
    request.path_values = {{"token", "x"}};

    EXPECT_EQ(request.path_value("token"), "x");
    EXPECT_THROW(static_cast<void>(request.path_value("key")), std::logic_error);
}

TEST(Cookie, OneOfTheNameIsFound) {
    const Request request = with_headers({{"cookie", "a=1; __Host-session=x=y; b=2"}});

    EXPECT_EQ(cookie(request, "__Host-session"), "x=y");
    EXPECT_EQ(cookie(request, "session"), std::nullopt);
    EXPECT_EQ(cookie(request, "__host-session"), std::nullopt);
}

// SR-41
TEST(Cookie, TwoOfTheNameAreNone) {
    EXPECT_EQ(cookie(with_headers({{"cookie", "s=1; s=2"}}), "s"), std::nullopt);
    EXPECT_EQ(cookie(with_headers({{"cookie", "s=1"}, {"cookie", "s=1"}}), "s"), std::nullopt);
}

TEST(Form, FieldsAreDecodedOnce) {
    const auto form = Form::parse("a=1+2%263&b=%2541&empty=&bare");

    ASSERT_TRUE(form);
    EXPECT_EQ(form->value("a"), "1 2&3");
    EXPECT_EQ(form->value("b"), "%41");
    EXPECT_EQ(form->value("empty"), "");
    EXPECT_EQ(form->value("bare"), "");
    EXPECT_EQ(form->value("none"), std::nullopt);
}

// SR-33
TEST(Form, FieldGivenTwiceIsNone) {
    const auto form = Form::parse("email=a%40x&email=b%40x");

    ASSERT_TRUE(form);
    EXPECT_EQ(form->value("email"), std::nullopt);
}

TEST(Form, WhatIsNoTextIsRefused) {
    for (const char* bad : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%ff=1"}) {
        EXPECT_FALSE(Form::parse(bad)) << bad;
    }
}

TEST(Form, MoreThanAHundredFieldsAreRefused) {
    std::string fields = "a=1";
    for (int i = 1; i < 100; ++i) fields += "&a=1";

    EXPECT_TRUE(Form::parse(fields));
    EXPECT_FALSE(Form::parse(fields + "&a=1"));
}
