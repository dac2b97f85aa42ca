#include "base/http.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(HttpResponse, FindsTheFirstHeaderInAnyCase) {
    HttpResponse response;
    response.headers = {{"Retry-After", "7"}, {"retry-after", "9"}, {"Empty", ""}};

    EXPECT_EQ(response.header("RETRY-AFTER"), "7");
    EXPECT_EQ(response.header("Empty"), "");
    EXPECT_EQ(response.header("Retry"), "");
}

}  // namespace
}  // namespace base
