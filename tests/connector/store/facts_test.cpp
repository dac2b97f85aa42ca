#include "connector/store/facts.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

TEST(Facts, HoldsTheLastValue) {
    OpenStore desk;
    store::Facts facts(desk.connection);
    EXPECT_FALSE(facts.get("latest_time"));

    facts.set("latest_time", 1);
    facts.set("latest_time", -2);

    EXPECT_EQ(facts.get("latest_time"), -2);
    EXPECT_FALSE(facts.get("latest"));
}

}  // namespace
}  // namespace tests
