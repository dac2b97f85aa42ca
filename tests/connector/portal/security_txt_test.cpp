#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using testing::HasSubstr;

TEST(SecurityTxt, NamesWhomToWriteToAndIsGoodForHalfAYear) {
    tests::PortalDesk desk;
    tests::Browser browser(desk.router);

    const auto file = browser.get("/.well-known/security.txt");

    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(file.content_type, "text/plain; charset=utf-8");
    EXPECT_THAT(file.body, HasSubstr("Contact: mailto:security@acme.example\n"));
    EXPECT_THAT(
        file.body, HasSubstr("Canonical: https://support.acme.example/.well-known/security.txt\n")
    );
    const std::size_t at = file.body.find("Expires: ") + std::string_view("Expires: ").size();
    const auto expires = base::parse_time(file.body.substr(at, file.body.find('\n', at) - at));
    ASSERT_TRUE(expires);
    EXPECT_GT(*expires, desk.clock.now() + std::chrono::days{178});
    EXPECT_LE(*expires, desk.clock.now() + std::chrono::days{365}) << "RFC 9116 2.5.5";
}

}  // namespace
