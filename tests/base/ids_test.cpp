#include "base/ids.hpp"

#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(StrongId, ConvertsToNothingElse) {
    EXPECT_FALSE((std::is_convertible_v<std::int64_t, ContactId>));
    EXPECT_FALSE((std::is_convertible_v<ContactId, std::int64_t>));
    EXPECT_FALSE((std::is_constructible_v<ContactId, RequestId>));
    EXPECT_FALSE((std::is_constructible_v<RequestKey, ProjectKey>));
}

TEST(StrongId, ComparesAndHashesByValue) {
    EXPECT_EQ(RequestKey("SUP-1"), RequestKey("SUP-1"));
    EXPECT_LT(ContactId(1), ContactId(2));
    const std::unordered_set<RequestKey> keys{
        RequestKey("A-1"), RequestKey("A-1"), RequestKey("A-2")};
    EXPECT_EQ(keys.size(), 2U);
}

}  // namespace
}  // namespace base
