#include "connector/store/intakes.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

constexpr minutes kLease{5};

struct IntakesQueue : testing::Test {
    OpenStore desk;
    store::Intakes intakes{desk.connection};

    base::Time now() { return desk.clock.now(); }

    store::Intakes::Draft draft(std::string key, std::string summary = "Toner") {
        return {
            .idempotency_key = std::move(key),
            .project = base::ProjectKey("SUP"),
            .raiser = {.contact = desk.ann},
            .type = 1,
            .summary = summary,
            .answers = {
                {"summary", model::FieldKind::Text, {summary}},
                {"customfield_1", model::FieldKind::Choices, {"10", "\"11\""}}}};
    }

    std::int64_t add(std::string key, std::string summary = "Toner") {
        return intakes.add(draft(std::move(key), std::move(summary)), now()).id;
    }

    store::Intakes::Claimed claim() { return intakes.claim(now(), kLease).value(); }

    static store::Intakes::Raised raised() {
        return {base::RequestId(10'007), base::RequestKey("SUP-7")};
    }
};

TEST_F(IntakesQueue, KeepsWhatWasWritten) {
    const auto added = intakes.add(draft("once"), now());
    const auto found = intakes.find(added.id).value();

    EXPECT_TRUE(added.is_new);
    EXPECT_EQ(found.project.value(), "SUP");
    EXPECT_EQ(found.raiser, (store::Raiser{.contact = desk.ann}));
    EXPECT_EQ(found.answers, draft("once").answers);
    EXPECT_FALSE(found.raised || found.refusal || found.tried);
}

TEST_F(IntakesQueue, FormSentTwiceIsOneIntake) {
    const auto first = intakes.add(draft("key", "first"), now());
    const auto second = intakes.add(draft("key", "other words"), now());

    EXPECT_EQ(second.id, first.id);
    EXPECT_FALSE(second.is_new);
    EXPECT_EQ(intakes.find(first.id)->summary, "first");
}

TEST_F(IntakesQueue, IsRaisedByAContactOrByAGuest) {
    auto by_guest = draft("guest");
    by_guest.raiser = {.guest = 7};
    EXPECT_EQ(intakes.find(intakes.add(by_guest, now()).id)->raiser.guest, 7);

    auto by_both = draft("both");
    by_both.raiser.guest = 7;
    EXPECT_THROW(intakes.add(by_both, now()), std::logic_error);
    auto by_nobody = draft("nobody");
    by_nobody.raiser = {};
    EXPECT_THROW(intakes.add(by_nobody, now()), std::logic_error);
}

TEST_F(IntakesQueue, ClaimsTheOldestAndNobodyElseGetsIt) {
    add("one", "first");
    desk.clock.advance(seconds(1));
    add("two", "second");

    EXPECT_EQ(claim().intake.summary, "first");
    EXPECT_EQ(claim().intake.summary, "second");
    EXPECT_FALSE(intakes.claim(now(), kLease));
    EXPECT_FALSE(intakes.has_due(now()));
}

TEST_F(IntakesQueue, WorkerThatLostItsLeaseSettlesNothing) {
    const std::int64_t id = add("key");
    const auto lost = claim().claim;
    desk.clock.advance(kLease);
    const auto current = claim().claim;

    EXPECT_FALSE(intakes.mark_tried(lost, now()));
    EXPECT_FALSE(intakes.refuse(lost, {}, "ghost", now()));
    EXPECT_FALSE(intakes.finish(lost, raised(), now()));
    intakes.put_back(lost, now(), "ghost");
    EXPECT_FALSE(intakes.has_due(now()));
    EXPECT_TRUE(intakes.finish(current, raised(), now()));
    EXPECT_EQ(intakes.find(id)->raised->key.value(), "SUP-7");
    EXPECT_FALSE(intakes.refuse(current, {}, "too late", now()));
}

TEST_F(IntakesQueue, RemembersThatItWasTried) {
    const std::int64_t id = add("key");
    const auto claimed = claim().claim;

    EXPECT_TRUE(intakes.mark_tried(claimed, now()));
    EXPECT_EQ(intakes.find(id)->tried, now());
    EXPECT_TRUE(intakes.mark_tried(claimed, std::nullopt));
    EXPECT_FALSE(intakes.find(id)->tried);
}

TEST_F(IntakesQueue, RefusalKeepsItsWords) {
    const std::int64_t id = add("key");

    EXPECT_TRUE(intakes.refuse(
        claim().claim, {"No \"toner\".", {{"summary", "Too loud."}}}, "POST request: 400", now()
    ));

    const auto found = intakes.find(id).value();
    EXPECT_EQ(found.refusal->message, "No \"toner\".");
    EXPECT_EQ(found.refusal->fields.at("summary"), "Too loud.");
    EXPECT_EQ(found.error, "POST request: 400");
    EXPECT_EQ(intakes.depth().waiting, 0);
    EXPECT_EQ(intakes.depth().dead, 0) << "its maker knows";
}

TEST_F(IntakesQueue, ListsTheLatestFirstAndByState) {
    add("raised", "first");
    intakes.finish(claim().claim, raised(), now());
    add("refused", "second");
    intakes.refuse(claim().claim, {}, "", now());
    add("waiting", "third");

    EXPECT_EQ(intakes.list("", 2).at(0).summary, "third");
    EXPECT_EQ(intakes.list("", 2).size(), 2U);
    EXPECT_EQ(intakes.list("raised", 9).at(0).summary, "first");
    EXPECT_EQ(intakes.list("refused", 9).at(0).summary, "second");
    EXPECT_EQ(intakes.list("waiting", 9).size(), 1U);
}

TEST_F(IntakesQueue, KnowsWhatItBecame) {
    add("key");
    EXPECT_FALSE(intakes.is_known(raised().request));

    intakes.finish(claim().claim, raised(), now());

    EXPECT_TRUE(intakes.is_known(raised().request));
}

TEST_F(IntakesQueue, ForgetsWhatIsSettledAndKeepsWhatWaits) {
    add("waits");
    desk.clock.advance(seconds(1));
    const std::int64_t settled = add("settled");
    claim();
    intakes.finish(claim().claim, raised(), now());
    EXPECT_EQ(intakes.depth().waiting, 1);

    EXPECT_EQ(intakes.purge(now()), 0);
    EXPECT_EQ(intakes.purge(now() + seconds(1)), 1);

    EXPECT_FALSE(intakes.find(settled));
    EXPECT_EQ(intakes.depth().waiting, 1);
}

}  // namespace
}  // namespace tests
