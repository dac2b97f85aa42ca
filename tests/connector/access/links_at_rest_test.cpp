#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "tests/support/support_desk.hpp"

namespace {

/// What a thief of the database, its log and our own log would find (SR-12, SR-126).
class LinksAtRest : public testing::Test {
protected:
    void expect_nowhere(const std::string& secret) {
        const std::string raw(base::as_text(base::from_base64url(secret).value()));
        const std::string disk = desk.bytes_on_disk();
        EXPECT_EQ(disk.find(secret), std::string::npos) << "as text";
        EXPECT_EQ(disk.find(raw), std::string::npos) << "as bytes";
        EXPECT_EQ(disk.find(raw.substr(5, 32)), std::string::npos) << "its random part";
        EXPECT_FALSE(desk.log.contains(secret));
    }

    tests::SupportDesk desk;
    base::RequestId request = desk.request(12, desk.ann);
};

TEST_F(LinksAtRest, TheSearchFindsWhatIsThere) {
    EXPECT_NE(desk.bytes_on_disk().find("ann@example.com"), std::string::npos);
}

TEST_F(LinksAtRest, StoreHoldsNoTokenOfAnOpenLink) {
    expect_nowhere(desk.link(desk.ann, request));
    expect_nowhere(desk.requested_link(desk.ann, request, tests::browser(1)));
}

TEST_F(LinksAtRest, StoreHoldsNeitherTokenNorCookieAfterAnExchange) {
    const std::string token = desk.link(desk.ann, request);
    const std::string cookie = desk.links.exchange(token, {}).value().session_cookie;
    ASSERT_FALSE(desk.links.exchange(token, {}));

    expect_nowhere(token);
    expect_nowhere(cookie);
}

TEST_F(LinksAtRest, StoreHoldsNoAddressThatWasTyped) {
    const std::string token = desk.requested_link(desk.ann, request, tests::browser(1));
    ASSERT_FALSE(desk.links.exchange(token, {.typed_address = "mallory@evil.example"}));

    EXPECT_EQ(desk.bytes_on_disk().find("mallory"), std::string::npos);
    EXPECT_FALSE(desk.log.contains("mallory"));
}

}  // namespace
