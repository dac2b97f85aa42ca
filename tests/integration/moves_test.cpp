#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;

constexpr std::string_view kAlice = "alice@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";
constexpr const char* kPost = "POST /rest/servicedeskapi/request/{issueIdOrKey}/transition";

StageOptions with_moves() {
    StageOptions options;
    options.project_lines = {"transitions: {\"Resolve this request\": \"Close request\"}"};
    return options;
}

/// A customer closes a request of the real program.
class CustomerMoves : public testing::Test {
protected:
    CustomerMoves() {
        stage_.jira().raise("alice", "The printer is out of toner");
        alice_ = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    }

    int close(const Fields& typed = {}) {
        const std::string action = std::string(kThread) + "/transitions/41";
        return alice_.submit(alice_.get(kThread), action, typed).status;
    }

    void expect_resolved() {
        wait_until("the request to be resolved", [&] {
            return alice_.get(kThread).body.find("Status changed to <bdi>Resolved") !=
                   std::string::npos;
        });
    }

    [[nodiscard]] std::int64_t attempts() { return stage_.jira().calls().value(kPost, 0); }

    Stage stage_{with_moves()};
    Browser alice_ = stage_.browser();
};

TEST_F(CustomerMoves, ClosesWithAWordAndThePageShowsIt) {
    EXPECT_EQ(close({{"comment", "It works again."}}), 303);

    expect_resolved();
    const std::string page = alice_.get(kThread).body;
    EXPECT_THAT(page, HasSubstr("It works again."));
    EXPECT_LT(page.find("It works again."), page.find("Status changed to"));
    EXPECT_EQ(attempts(), 1);
    EXPECT_THAT(page, testing::Not(HasSubstr("transitions/41"))) << "it is resolved already";
}

TEST_F(CustomerMoves, AnswerThatIsLostIsLookedForFirst) {
    stage_.jira().add_fault({{"match", kPost}, {"drop", true}});

    EXPECT_EQ(close(), 303);

    expect_resolved();
    wait_until("the move's end", [&] {
        return stage_.rows("select is_done from moves").dump() == R"([{"is_done":1}])";
    });
}

}  // namespace
}  // namespace tests
