#include "jira/transitions.hpp"

#include <gtest/gtest.h>

#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using nlohmann::json;
using namespace std::chrono_literals;

class Transitions : public tests::RestClientTest {
protected:
    static constexpr const char* kPath = "/rest/servicedeskapi/request/10042/transition";
    const base::RequestId request{10042};
    jira::RestTransitions transitions_{{kApi, base::Secret("Basic c2VjcmV0")}, site_, clock_, 2s};
};

TEST_F(Transitions, AreReadWithinThePatienceOfWhoAsks) {
    site_.answer(
        200,
        R"({"isLastPage":true,"values":[{"id":"41","name":"Resolve"},{"id":"x/../y","name":"Odd"},
            {"id":"51"},{"id":"61","name":"Escalate"}]})"
    );

    const auto read = transitions_.of(request);

    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 2U) << "what has no number or no name is left out";
    EXPECT_EQ(read->front().id, "41");
    EXPECT_EQ(read->back().name, "Escalate");
    EXPECT_EQ(asked(0).url, std::string(kApi) + kPath + "?start=0&limit=50");
    EXPECT_EQ(asked(0).deadline, 2s);
}

TEST_F(Transitions, AnswerWithoutAPageIsInvalid) {
    site_.answer(200, R"({"values":{}})");

    EXPECT_EQ(transitions_.of(request).error().kind, ErrorKind::Invalid);
}

TEST_F(Transitions, OneIsPerformedByItsId) {
    site_.queue({204, {}, ""});

    ASSERT_TRUE(transitions_.perform(request, "41"));

    EXPECT_EQ(asked(0).method, "POST");
    EXPECT_EQ(asked(0).url, std::string(kApi) + kPath);
    EXPECT_EQ(json::parse(asked(0).body), (json{{"id", "41"}}));
}

TEST_F(Transitions, WhatJiraRefusesIsRejectedAndNoAnswerIsUnavailable) {
    site_.answer(400, R"({"errorMessage":"not possible"})");
    site_.fail(ErrorKind::Unavailable);

    EXPECT_EQ(transitions_.perform(request, "41").error().kind, ErrorKind::Rejected);
    EXPECT_EQ(transitions_.perform(request, "41").error().kind, ErrorKind::Unavailable);
}

}  // namespace
