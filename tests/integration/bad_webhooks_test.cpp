#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using testing::HasSubstr;

/// Deliveries that are not Jira's, or that make no sense.
class BadWebhooks : public testing::Test {
protected:
    static constexpr std::string_view kBody =
        R"({"webhookEvent":"jira:issue_created","issue":{"id":"10001"}})";

    [[nodiscard]] std::size_t stored() const { return stage_.list({"inbox", "list"}).size(); }

    /// The answer to a delivery with these header lines, each with its line end.
    [[nodiscard]] int post_raw(const std::string& headers) const {
        const auto answer =
            ask(stage_.public_port(),
                fmt::format(
                    "POST /webhooks/jira HTTP/1.1\r\nHost: localhost:{}\r\n{}"
                    "Content-Length: {}\r\n\r\n{}",
                    stage_.public_port(),
                    headers,
                    kBody.size(),
                    kBody
                ));
        return answer ? answer->status : 0;
    }

    Stage stage_{{.sends_webhooks = false}};
};

TEST_F(BadWebhooks, WithoutASignatureNothingIsStored) {
    EXPECT_EQ(post_raw(""), 401);
    EXPECT_EQ(stored(), 0U);
}

TEST_F(BadWebhooks, WithAWrongSignatureNothingIsStored) {
    const std::string genuine = Stage::signature_of(kBody);
    std::string flipped = genuine;
    flipped.back() = flipped.back() == '0' ? '1' : '0';

    EXPECT_EQ(stage_.deliver(kBody, flipped), 401);
    EXPECT_EQ(stage_.deliver(kBody, Stage::signature_of("another body")), 401);
    EXPECT_EQ(stage_.deliver(kBody, genuine.substr(0, genuine.size() - 2)), 401);
    EXPECT_EQ(stage_.deliver(kBody, genuine + "00"), 401);
    EXPECT_EQ(stage_.deliver(kBody, "sha256="), 401);
    EXPECT_EQ(stage_.deliver(kBody, "sha1=" + genuine.substr(7, 40)), 401);
    EXPECT_EQ(stage_.deliver(kBody, "sha1=" + genuine.substr(7)), 401);
    EXPECT_EQ(stage_.deliver(std::string(kBody) + " ", genuine), 401);
    EXPECT_EQ(stored(), 0U);
}

TEST_F(BadWebhooks, WithARepeatedSignatureNothingIsStored) {
    const std::string header = "X-Hub-Signature: " + Stage::signature_of(kBody) + "\r\n";

    EXPECT_EQ(post_raw(header + header), 401);
    EXPECT_EQ(stored(), 0U);
    EXPECT_EQ(post_raw(header), 200);
    EXPECT_EQ(stored(), 1U);
}

TEST_F(BadWebhooks, MalformedButSignedIsTakenAndShownToTheOperator) {
    EXPECT_EQ(stage_.deliver(R"({"webhookEvent":"jira:issue_created",)"), 200);
    EXPECT_EQ(stage_.deliver(R"({"webhookEvent":"jira:issue_created"})"), 200);

    const auto dead = stage_.list({"inbox", "list", "--state", "dead"});
    ASSERT_EQ(dead.size(), 2U);
    EXPECT_THAT(dead.at(0).at("error").get<std::string>(), HasSubstr("without an issue id"));
    EXPECT_THAT(dead.at(1).at("error").get<std::string>(), HasSubstr("webhook"));
}

TEST_F(BadWebhooks, TheSameBodyTwiceIsOneDelivery) {
    EXPECT_EQ(stage_.deliver(kBody), 200);
    EXPECT_EQ(stage_.deliver(kBody), 200);

    EXPECT_EQ(stored(), 1U);
}

TEST_F(BadWebhooks, AHugeBodyIsRefusedUnreadAndTheConnectionClosed) {
    RawClient client(stage_.public_port());
    client.send(fmt::format(
        "POST /webhooks/jira HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: {}\r\n\r\n",
        stage_.public_port(),
        std::size_t{1} << 40U
    ));

    const auto answer = client.read_answer();

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
    EXPECT_TRUE(client.is_closed_within(std::chrono::seconds(10)));
    EXPECT_TRUE(stage_.is_ready());
}

/// Files of the connector may not grow for a while, as on a full disk.
class FullDisk : public testing::Test {
protected:
    void limit_files(rlim_t bytes) {
        const rlimit limit{bytes, RLIM_INFINITY};
        ASSERT_EQ(::prlimit(stage_.connector().pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
    }

    Stage stage_{{.sends_webhooks = false}};
};

TEST_F(FullDisk, WebhooksGetA503AndAreTakenOnceThereIsRoom) {
    const std::string id = stage_.jira().raise_many(1).front();
    limit_files(1);

    EXPECT_EQ(stage_.deliver_hint(id), 503);
    EXPECT_EQ(stage_.deliver_hint(id), 503);
    EXPECT_FALSE(stage_.is_ready());

    limit_files(RLIM_INFINITY);
    wait_until("the store to take writes", [&] { return stage_.is_ready(); });
    EXPECT_EQ(stage_.deliver_hint(id), 200);
    EXPECT_EQ(stage_.mails().wait_for_mail("alice@customer.example", "SUP-1").id, 1);
}

}  // namespace
}  // namespace tests
