#include <set>

#include <gtest/gtest.h>

#include "config/options.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

TEST(OptionTable, PathsAreUnique) {
    std::set<std::string_view> seen;
    for (const Option& row : options()) {
        EXPECT_TRUE(seen.insert(row.path).second) << row.path;
    }
}

TEST(OptionTable, EveryRowExplainsItself) {
    for (const Option& row : options()) {
        EXPECT_FALSE(row.sentence.empty()) << row.path;
        EXPECT_NE(row.example.empty(), row.type != Type::Section) << row.path;
        EXPECT_FALSE(row.is_required && !row.fallback.empty()) << row.path;
    }
}

TEST(OptionTable, DefaultsKeepTheRules) {
    for (const Option& row : options()) {
        if (row.fallback.empty()) continue;
        const auto value = canonical(row, row.fallback);
        EXPECT_TRUE(value) << row.path;
    }
}

TEST(OptionTable, ChoicesAndBoundsAreThereWhereTheTypeNeedsThem) {
    for (const Option& row : options()) {
        EXPECT_EQ(row.type == Type::Choice, !row.choices.empty()) << row.path;
        const bool is_bounded = row.type == Type::Duration || row.type == Type::Count;
        EXPECT_EQ(is_bounded, row.most > row.least) << row.path;
    }
}

TEST(OptionTable, AskingForAnUnknownPathIsABug) {
    EXPECT_THROW(static_cast<void>(option("site.nope")), std::logic_error);
}

}  // namespace
}  // namespace config
