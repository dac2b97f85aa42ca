#include "base/error.hpp"

#include <gtest/gtest.h>

#include "base/result.hpp"

namespace base {
namespace {

TEST(ErrorTable, SaysWhatEachKindMeansToHttpAndToTheShell) {
    struct Row {
        ErrorKind kind;
        std::string_view name;
        int http_status;
        int exit_code;
    };

    for (const Row& row : {
             Row{ErrorKind::Invalid, "invalid", 400, 1},
             Row{ErrorKind::Unauthorized, "unauthorized", 401, 1},
             Row{ErrorKind::Denied, "denied", 404, 1},
             Row{ErrorKind::NotFound, "not_found", 404, 1},
             Row{ErrorKind::Conflict, "conflict", 409, 1},
             Row{ErrorKind::Limited, "limited", 429, 75},
             Row{ErrorKind::Unavailable, "unavailable", 503, 75},
             Row{ErrorKind::Rejected, "rejected", 502, 1},
         }) {
        EXPECT_EQ(name_of(row.kind), row.name);
        EXPECT_EQ(http_status_of(row.kind), row.http_status) << row.name;
        EXPECT_EQ(exit_code_of(row.kind), row.exit_code) << row.name;
    }
}

TEST(ErrorTable, AnswersDeniedLikeNotFound) {
    EXPECT_EQ(http_status_of(ErrorKind::Denied), http_status_of(ErrorKind::NotFound));
}

TEST(Result, CarriesAnErrorFromOneTypeToAnother) {
    const Result<int> first = fail(ErrorKind::Limited, "Jira said 429");
    const Result<std::string> second = fail(first);

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::Limited);
    EXPECT_EQ(second.error().message, "Jira said 429");
    EXPECT_FALSE(second.error().retry_after);
}

TEST(Result, KeepsTheTimeToWaitWhenAnErrorIsHandedOn) {
    Error limited{ErrorKind::Limited, "Jira said 429", std::chrono::seconds{7}};
    const Result<int> first = tl::unexpected(limited);
    const Result<void> second = fail(first);
    EXPECT_EQ(second.error().retry_after, std::chrono::seconds{7});
}

}  // namespace
}  // namespace base
