#include "jira/call_meter.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_transport.hpp"

namespace {

TEST(CallMeter, CountsCallsWhateverBecomesOfThem) {
    tests::FakeTransport wire;
    jira::CallMeter meter(wire);
    wire.answer(200, "{}");
    wire.answer(503, "{}");
    wire.fail(base::ErrorKind::Unavailable);

    EXPECT_EQ(meter.send({.url = "https://acme.atlassian.net/"})->status, 200);
    EXPECT_EQ(meter.send({.url = "https://acme.atlassian.net/"})->status, 503);
    EXPECT_FALSE(meter.send({.url = "https://acme.atlassian.net/"}));

    EXPECT_EQ(meter.calls(), 3);
    EXPECT_FALSE(meter.left());
}

TEST(CallMeter, RemembersHowManyAreLeft) {
    tests::FakeTransport wire;
    jira::CallMeter meter(wire);
    wire.answer(200, "{}", {{"X-RateLimit-Remaining", "4711"}});
    wire.answer(200, "{}", {{"X-RateLimit-Remaining", "soon"}});
    wire.answer(200, "{}");

    for (int i = 0; i < 3; ++i) (void)meter.send({.url = "https://acme.atlassian.net/"});

    EXPECT_EQ(meter.left(), 4711);
}

}  // namespace
