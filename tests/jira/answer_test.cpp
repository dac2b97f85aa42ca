#include "jira/answer.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using base::ErrorKind;
using base::seconds;

constexpr std::string_view kJson = "application/json;charset=UTF-8";
constexpr std::string_view kHtml = "text/html";
constexpr std::string_view kProblem = "application/problem+json;charset=UTF-8";
constexpr std::string_view kPlatformError = R"({"errorMessages":["s3cret detail"],"errors":{}})";
constexpr std::string_view kDeskError = R"({"errorMessage":"s3cret detail","i18nErrorMessage":{}})";

base::HttpResponse response(int status, std::string_view type, std::string_view body) {
    return {status, {{"content-type", std::string(type)}}, std::string(body)};
}

base::Error error_of(const base::HttpResponse& answer) {
    const auto read = jira::read_answer("GET issue/comment", answer, {});
    EXPECT_FALSE(read);
    return read ? base::Error{} : read.error();
}

struct Row {
    std::string name;
    int status;
    std::string_view type;
    std::string_view body;
    ErrorKind kind;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class AnswerTable : public testing::TestWithParam<Row> {};

TEST_P(AnswerTable, HasItsKindAndNothingOfTheBody) {
    const Row& row = GetParam();
    const base::Error error = error_of(response(row.status, row.type, row.body));

    EXPECT_EQ(error.kind, row.kind);
    EXPECT_TRUE(error.message.starts_with("GET issue/comment: " + std::to_string(row.status)));
    EXPECT_EQ(error.message.find("s3cret"), std::string::npos);
    EXPECT_EQ(error.retry_after.has_value(), row.kind == ErrorKind::Limited);
}

INSTANTIATE_TEST_SUITE_P(
    Statuses,
    AnswerTable,
    testing::Values(
        Row{"Status302", 302, kHtml, "", ErrorKind::Rejected},
        Row{"Status400", 400, kJson, kPlatformError, ErrorKind::Rejected},
        Row{"Status400Problem", 400, kProblem, R"({"title":"s3cret"})", ErrorKind::Rejected},
        Row{"Status401", 401, kJson, R"({"code":401,"message":"s3cret"})", ErrorKind::Unauthorized},
        Row{"Status401Html", 401, kHtml, "<p>s3cret", ErrorKind::Unauthorized},
        Row{"Status403", 403, kJson, kPlatformError, ErrorKind::Denied},
        Row{"Status403Desk", 403, kJson, kDeskError, ErrorKind::Denied},
        Row{"Status403Html", 403, kHtml, "<p>s3cret", ErrorKind::Unavailable},
        Row{"Status404", 404, kJson, kPlatformError, ErrorKind::NotFound},
        Row{"Status404Desk", 404, kJson, kDeskError, ErrorKind::NotFound},
        Row{"Status404Html", 404, kHtml, "<p>s3cret", ErrorKind::Unavailable},
        Row{"Status404Gateway",
            404,
            kJson,
            R"({"status":404,"error":"s3cret"})",
            ErrorKind::Unavailable},
        Row{"Status404JsonByNameOnly", 404, kJson, "<p>s3cret", ErrorKind::Unavailable},
        Row{"Status404Problem",
            404,
            kProblem,
            R"({"status":404,"detail":"s3cret"})",
            ErrorKind::Rejected},
        Row{"Status405", 405, kProblem, "{}", ErrorKind::Rejected},
        Row{"Status408", 408, kJson, "{}", ErrorKind::Unavailable},
        Row{"Status409", 409, kJson, kPlatformError, ErrorKind::Rejected},
        Row{"Status410", 410, kJson, kPlatformError, ErrorKind::Rejected},
        Row{"Status413", 413, kHtml, "", ErrorKind::Rejected},
        Row{"Status429", 429, kJson, kPlatformError, ErrorKind::Limited},
        Row{"Status429Html", 429, kHtml, "<p>s3cret", ErrorKind::Limited},
        Row{"Status500", 500, kJson, kPlatformError, ErrorKind::Unavailable},
        Row{"Status502", 502, kHtml, "<p>s3cret", ErrorKind::Unavailable},
        Row{"Status503", 503, kHtml, "<p>s3cret", ErrorKind::Unavailable},
        Row{"Status504", 504, "", "", ErrorKind::Unavailable},
        Row{"Status200Html", 200, kHtml, "<p>s3cret", ErrorKind::Invalid},
        Row{"Status200Untyped", 200, "", "{}", ErrorKind::Invalid},
        Row{"Status200Rubbish", 200, kJson, "s3cret", ErrorKind::Invalid},
        Row{"Status200Cut", 200, kJson, R"({"issues":[)", ErrorKind::Invalid},
        Row{"Status204", 204, "", "", ErrorKind::Invalid}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Answer, JsonIsRead) {
    const auto read =
        jira::read_answer("GET x", response(200, "Application/JSON", "{\"a\":1}"), {});

    ASSERT_TRUE(read);
    EXPECT_EQ(read->at("a"), 1);
}

TEST(Answer, LimitedNamesTheWait) {
    auto answer = response(429, kJson, "{}");
    EXPECT_EQ(error_of(answer).retry_after, seconds{2});

    answer.headers.push_back({"Retry-After", "31"});
    EXPECT_EQ(error_of(answer).retry_after, seconds{31});
}

TEST(Answer, UnavailableCarriesTheWaitWhenThereIsOne) {
    auto answer = response(503, kHtml, "");
    EXPECT_FALSE(error_of(answer).retry_after);

    answer.headers.push_back({"Retry-After", "31"});
    EXPECT_EQ(error_of(answer).retry_after, seconds{31});
}

TEST(Answer, MessageNamesTheTrace) {
    auto answer = response(500, kJson, "{}");
    answer.headers.push_back({"Atl-Traceid", "0123456789abcdef0123456789abcdef"});

    EXPECT_EQ(
        error_of(answer).message,
        "GET issue/comment: 500, Atl-Traceid 0123456789abcdef0123456789abcdef"
    );
}

TEST(Answer, ImplausibleTraceIsLeftOut) {
    for (const std::string trace : {"x\r\nevent=forged", "", "<script>"}) {
        auto answer = response(500, kJson, "{}");
        answer.headers.push_back({"Atl-Traceid", trace});
        EXPECT_EQ(error_of(answer).message, "GET issue/comment: 500");
    }
}

}  // namespace
