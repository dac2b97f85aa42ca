#include "jira/portal_probe.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace {

using Verdict = jira::PortalView::Verdict;

class PortalProbeTest : public testing::Test {
protected:
    static constexpr const char* kType = R"({"id":"3","name":"Get help"})";

    /// Looks, signed in with success.
    Verdict look() {
        signed_in_.answer(200, kType);
        return probe_.look(desk_, type_).verdict;
    }

    const jira::Desk desk_{.id = "1", .project = base::ProjectKey("SUP")};
    const jira::RequestType type_{.id = "3", .name = "Get help"};
    tests::FakeTransport signed_in_;
    tests::FakeTransport anonymous_;
    tests::FakeClock clock_;
    jira::AnonymousProbe probe_{
        {"https://api.atlassian.com/ex/jira/1", base::Secret("Basic c2VjcmV0")},
        "https://acme.atlassian.net",
        signed_in_,
        anonymous_,
        clock_};
};

TEST_F(PortalProbeTest, TheSameTypeWithoutSigningInIsOpen) {
    anonymous_.answer(200, kType);

    EXPECT_EQ(look(), Verdict::Open);
}

TEST_F(PortalProbeTest, JirasRefusalIsClosed) {
    for (const int status : {401, 403, 404}) {
        anonymous_.answer(status, R"({"errorMessage":"no"})");
        EXPECT_EQ(look(), Verdict::Closed) << status;
    }
}

TEST_F(PortalProbeTest, NothingIsConcludedFromAnotherAnswer) {
    anonymous_.answer(200, R"({"id":"4"})");
    EXPECT_EQ(look(), Verdict::Unknown);
    anonymous_.queue({200, {{"Content-Type", "text/html"}}, "<html>"});
    EXPECT_EQ(look(), Verdict::Unknown);
    anonymous_.queue({404, {{"Content-Type", "text/html"}}, "Page unavailable"});
    EXPECT_EQ(look(), Verdict::Unknown);
    anonymous_.queue({302, {{"Location", "/servicedesk/customer/user/login"}}, ""});
    EXPECT_EQ(look(), Verdict::Unknown);
    anonymous_.answer(429, "{}");
    EXPECT_EQ(look(), Verdict::Unknown);
    anonymous_.answer(500, "{}");
    EXPECT_EQ(look(), Verdict::Unknown);
    anonymous_.fail(base::ErrorKind::Unavailable);
    EXPECT_EQ(look(), Verdict::Unknown);
}

/// Else a wrong id would read as a closed portal.
TEST_F(PortalProbeTest, WithoutTheControlNobodyIsAskedAnonymously) {
    signed_in_.answer(404, R"({"errorMessage":"no such type"})");

    EXPECT_EQ(probe_.look(desk_, type_).verdict, Verdict::Unknown);
    EXPECT_EQ(anonymous_.calls(), 0U);
}

TEST_F(PortalProbeTest, TheAnonymousCallCarriesNoCredentialAndGoesToTheSite) {
    anonymous_.answer(200, kType);
    look();

    const base::HttpRequest asked = anonymous_.requests().at(0);

    EXPECT_EQ(
        asked.url, "https://acme.atlassian.net/rest/servicedeskapi/servicedesk/1/requesttype/3"
    );
    for (const auto& header : asked.headers) {
        EXPECT_NE(header.name, "Authorization");
        EXPECT_NE(header.name, "Cookie");
    }
}

}  // namespace
