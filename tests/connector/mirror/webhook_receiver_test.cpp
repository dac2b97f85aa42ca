#include "connector/mirror/webhook_receiver.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using base::ErrorKind;

constexpr std::string_view kSecret = "the-first-secret-of-the-site";
constexpr std::string_view kSecretOfSup = "the-secret-of-one-project-alone";
constexpr std::string_view kNextSecret = "the-second-secret-of-the-site";

std::string signed_with(std::string_view secret, std::string_view body) {
    const auto tag = base::hmac_sha256(base::as_bytes(secret), base::as_bytes(body));
    return std::string("sha256=").append(base::to_hex(tag));
}

std::string updated(const std::string& project, int id = 10'012) {
    return R"({"webhookEvent":"jira:issue_updated","timestamp":1795262400000,"issue":{"id":")" +
           std::to_string(id) + R"(","fields":{"project":{"key":")" + project + R"("}}}})";
}

class WebhookReceiver : public testing::Test {
protected:
    base::Result<void> receive(std::string_view body, std::string_view delivery_id = "d-1") {
        return receiver.receive(
            {.raw_body = body, .signature = signed_with(kSecret, body), .delivery_id = delivery_id}
        );
    }

    /// SUP has a door for whoever holds its secret, OPS one that the site's opens.
    static connector::mirror::DoorKeys keys() {
        connector::mirror::DoorKeys keys;
        keys.site.emplace_back(std::string(kSecret));
        keys.site.emplace_back(std::string(kNextSecret));
        keys.projects[base::ProjectKey("SUP")].emplace_back(std::string(kSecretOfSup));
        keys.projects[base::ProjectKey("OPS")];
        return keys;
    }

    base::Result<void> receive_at(
        const char* project, std::string_view secret, const std::string& body
    ) {
        return receiver.receive(
            {.raw_body = body,
             .signature = signed_with(secret, body),
             .delivery_id = "d",
             .project = base::ProjectKey(project)}
        );
    }

    tests::SupportDesk desk;
    int hints = 0;
    connector::mirror::Intake intake{
        "webhooks",
        "connector_webhooks_total",
        desk.database,
        {desk.project(), base::ProjectKey("OPS")},
        desk.clock,
        desk.log,
        desk.metrics,
        [this] { ++hints; }};
    connector::mirror::WebhookReceiver receiver{intake, keys()};
};

TEST_F(WebhookReceiver, SignedHintIsOnDiskAndRings) {
    EXPECT_TRUE(receive(updated("SUP")));

    EXPECT_EQ(desk.count("inbox where request_id = 10012 and due_at is not null"), 1);
    EXPECT_EQ(desk.value("select event from inbox"), "jira:issue_updated");
    EXPECT_EQ(desk.value("select delivery_id from inbox"), "d-1");
    EXPECT_EQ(hints, 1);
}

TEST_F(WebhookReceiver, WrongOrMissingSignatureStoresNothing) {
    const std::string body = updated("SUP");
    const std::string other = signed_with("another secret", body);
    const std::string of_another_body = signed_with(kSecret, body + " ");
    const std::optional<std::string_view> signatures[] = {
        std::nullopt, "", "sha256=", "sha1=00", other, of_another_body};

    for (const auto& signature : signatures) {
        const auto refused =
            receiver.receive({.raw_body = body, .signature = signature, .delivery_id = "d-1"});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::Unauthorized);
    }
    EXPECT_EQ(desk.count("inbox"), 0);
    EXPECT_EQ(hints, 0);
}

TEST_F(WebhookReceiver, UnsignedRubbishIsNotEvenADeadLetter) {
    EXPECT_FALSE(receiver.receive({.raw_body = "{", .signature = "sha256=", .delivery_id = ""}));

    EXPECT_EQ(desk.count("inbox"), 0);
}

TEST_F(WebhookReceiver, SecondSecretIsGoodDuringRotation) {
    const std::string body = updated("SUP");

    EXPECT_TRUE(receiver.receive(
        {.raw_body = body, .signature = signed_with(kNextSecret, body), .delivery_id = "d"}
    ));
}

TEST_F(WebhookReceiver, RedeliveryIsOneRowUnderWhateverIdentifier) {
    for (const char* delivery_id : {"d-1", "d-1", "d-2", ""}) {
        EXPECT_TRUE(receive(updated("SUP"), delivery_id));
    }

    EXPECT_EQ(desk.count("inbox"), 1);
    EXPECT_EQ(hints, 1);
}

/// The identifier is not signed: who repeats it must not be able to suppress another delivery.
TEST_F(WebhookReceiver, OtherBodyUnderAKnownIdentifierIsAccepted) {
    EXPECT_TRUE(receive(updated("SUP", 10'012), "d-1"));
    EXPECT_TRUE(receive(updated("SUP", 10'013), "d-1"));

    EXPECT_EQ(desk.count("inbox"), 2);
}

TEST_F(WebhookReceiver, SignedNonsenseIsADeadLetterAndASuccess) {
    for (const char* body : {"{", "[]", "", R"({"webhookEvent":"comment_created"})"}) {
        EXPECT_TRUE(receive(body)) << body;
    }

    EXPECT_EQ(desk.count("inbox"), 4);
    EXPECT_EQ(desk.count("inbox where due_at is null and done_at is null and error <> ''"), 4);
    EXPECT_EQ(hints, 0);
    EXPECT_TRUE(desk.log.contains("webhook.dead_letter"));
}

TEST_F(WebhookReceiver, ForeignProjectsAndOtherEventsAreIgnored) {
    EXPECT_TRUE(receive(updated("HR")));
    EXPECT_TRUE(receive(R"({"webhookEvent":"user_created"})"));

    EXPECT_EQ(desk.count("inbox"), 0);
    EXPECT_EQ(hints, 0);
}

TEST_F(WebhookReceiver, EventWithoutAProjectIsLookedUp) {
    EXPECT_TRUE(receive(R"({"webhookEvent":"jira:issue_deleted","issue":{"id":"10012"}})"));

    EXPECT_EQ(desk.count("inbox where request_id = 10012"), 1);
}

TEST_F(WebhookReceiver, AProjectsOwnSecretOpensItsDoorAndNoOther) {
    EXPECT_TRUE(receive_at("SUP", kSecretOfSup, updated("SUP")));
    EXPECT_EQ(hints, 1);

    EXPECT_FALSE(receive_at("SUP", kSecret, updated("SUP", 10'013)));
    EXPECT_FALSE(receive_at("OPS", kSecretOfSup, updated("OPS")));
    const std::string body = updated("SUP", 10'014);
    EXPECT_FALSE(receiver.receive(
        {.raw_body = body, .signature = signed_with(kSecretOfSup, body), .delivery_id = "d"}
    ));
    EXPECT_EQ(hints, 1);
}

TEST_F(WebhookReceiver, TheSitesSecretOpensTheDoorOfAProjectWithoutOneOfItsOwn) {
    EXPECT_TRUE(receive_at("OPS", kSecret, updated("OPS")));

    EXPECT_EQ(hints, 1);
}

TEST_F(WebhookReceiver, NothingOpensTheDoorOfAProjectThatIsNotServed) {
    EXPECT_FALSE(receive_at("HR", kSecret, updated("HR")));
}

TEST_F(WebhookReceiver, AProjectsDoorTakesNoHintsForOthers) {
    EXPECT_TRUE(receive_at("SUP", kSecretOfSup, updated("OPS")));

    EXPECT_EQ(desk.count("inbox"), 0);
}

TEST_F(WebhookReceiver, BodyIsNeitherStoredNorLogged) {
    EXPECT_TRUE(receive(
        R"({"webhookEvent":"jira:issue_updated","issue":{"id":"10012"},"comment":"canary"})"
    ));
    EXPECT_TRUE(receive(R"({"canary":)"));

    EXPECT_EQ(desk.bytes_on_disk().find("canary"), std::string::npos);
    EXPECT_FALSE(desk.log.contains("canary"));
}

}  // namespace
