#include "jira/oauth.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/waiting.hpp"

namespace {

using base::ErrorKind;
using base::seconds;
using testing::HasSubstr;

constexpr const char* kResources =
    R"([{"id":"00000000-0000-4000-8000-000000000001","url":"https://other.atlassian.net"},
        {"id":"11111111-2222-4333-8444-555555555555","url":"https://acme.atlassian.net"}])";
constexpr const char* kApi =
    "https://api.atlassian.com/ex/jira/11111111-2222-4333-8444-555555555555";

/// Remembers what was kept when, beside what the renewer was asked.
class Keeper final : public jira::GrantKeeper {
public:
    base::Result<jira::Grant> load() override { return kept.clone(); }

    base::Result<void> save(const jira::Grant& grant) override {
        ++tries;
        if (is_full) return base::fail(ErrorKind::Unavailable, "disk full");
        kept = grant.clone();
        ++saved;
        return {};
    }

    void note_refused() override { ++refused; }

    jira::Grant kept{.refresh_token = base::Secret("refresh-0")};
    bool is_full = false;
    int tries = 0;
    int saved = 0;
    int refused = 0;
};

/// Gives refresh-1 and access-1, then refresh-2 and access-2, each good for an hour.
class Renewer final : public jira::GrantRenewer {
public:
    explicit Renewer(base::Clock& clock) : clock_(clock) {}

    base::Result<jira::Grant> renew(const base::Secret& refresh_token) override {
        asked.emplace_back(refresh_token.reveal());
        meanwhile();
        if (failure) return tl::unexpected(*failure);
        const std::string number = std::to_string(++given_);
        return jira::Grant{
            .refresh_token = base::Secret("refresh-" + number),
            .access_token = base::Secret("access-" + number),
            .expires = clock_.now() + seconds{3600}};
    }

    std::vector<std::string> asked;
    std::optional<base::Error> failure{};
    std::function<void()> meanwhile = [] {};

private:
    base::Clock& clock_;
    int given_ = 0;
};

class OAuth : public testing::Test {
protected:
    OAuth() { gateway_.answer(200, kResources); }

    /// The next process.
    void restart() {
        authority_.emplace(kSettings, keeper_, renewer_, gateway_, clock_, log_, metrics_);
    }

    std::string bearer() {
        const auto got = authority_->get();
        return got ? std::string(got->authorization.reveal()) : "error: " + got.error().message;
    }

    static jira::Authority refused(const std::string& bearer) {
        return {kApi, base::Secret(bearer)};
    }

    inline static const jira::OAuthAuthority::Settings kSettings{
        "https://acme.atlassian.net", "https://api.atlassian.com"};
    tests::FakeClock clock_;
    tests::FakeTransport gateway_;
    tests::RecordingLog log_;
    base::Metrics metrics_;
    Keeper keeper_;
    Renewer renewer_{clock_};
    std::optional<jira::OAuthAuthority> authority_{
        std::in_place, kSettings, keeper_, renewer_, gateway_, clock_, log_, metrics_};
};

TEST_F(OAuth, FirstCallSpendsTheConfiguredTokenAndFindsTheSite) {
    const auto got = authority_->get();

    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(got->api_url, kApi);
    EXPECT_EQ(got->authorization.reveal(), "Bearer access-1");
    EXPECT_EQ(renewer_.asked, std::vector<std::string>{"refresh-0"});
    EXPECT_EQ(keeper_.kept.refresh_token.reveal(), "refresh-1");
    EXPECT_EQ(
        gateway_.requests().at(0).url, "https://api.atlassian.com/oauth/token/accessible-resources"
    );
}

TEST_F(OAuth, TokenIsRenewedTwoMinutesAheadOfItsEnd) {
    EXPECT_EQ(bearer(), "Bearer access-1");
    clock_.advance(seconds{3600 - 121});
    EXPECT_EQ(bearer(), "Bearer access-1");
    clock_.advance(seconds{1});
    EXPECT_EQ(bearer(), "Bearer access-2");
    EXPECT_EQ(renewer_.asked, (std::vector<std::string>{"refresh-0", "refresh-1"}));
}

TEST_F(OAuth, NothingIsUsedBeforeItIsKept) {
    keeper_.is_full = true;
    EXPECT_THAT(bearer(), HasSubstr("disk full"));
    EXPECT_EQ(gateway_.calls(), 0U);

    // What was given is not asked for a second time: the token is spent.
    keeper_.is_full = false;
    clock_.advance(seconds{30});
    EXPECT_EQ(bearer(), "Bearer access-1");
    EXPECT_EQ(renewer_.asked.size(), 1U);
    EXPECT_EQ(keeper_.kept.access_token.reveal(), "access-1");
}

TEST_F(OAuth, NextProcessGoesOnWithWhatWasKept) {
    EXPECT_EQ(bearer(), "Bearer access-1");
    restart();
    gateway_.answer(200, kResources);
    EXPECT_EQ(bearer(), "Bearer access-1");
    clock_.advance(seconds{3600});
    EXPECT_EQ(bearer(), "Bearer access-2");
    EXPECT_EQ(renewer_.asked.back(), "refresh-1");
}

TEST_F(OAuth, AfterACrashBeforeTheCommitTheKeptTokenIsTriedAtOnce) {
    EXPECT_EQ(bearer(), "Bearer access-1");
    clock_.advance(seconds{3590});
    keeper_.is_full = true;
    EXPECT_EQ(bearer(), "Bearer access-1");  // good for ten seconds more
    restart();
    keeper_.is_full = false;
    gateway_.answer(200, kResources);

    EXPECT_EQ(bearer(), "Bearer access-3");
    EXPECT_EQ(renewer_.asked, (std::vector<std::string>{"refresh-0", "refresh-1", "refresh-1"}));
}

TEST_F(OAuth, OneRefusalIsOneRenewal) {
    EXPECT_EQ(bearer(), "Bearer access-1");

    const auto other = authority_->instead_of(refused("Bearer access-1"));
    ASSERT_TRUE(other);
    EXPECT_EQ(other->authorization.reveal(), "Bearer access-2");
    // Another call that was under way with the old one gets the one that is there already.
    const auto same = authority_->instead_of(refused("Bearer access-1"));
    ASSERT_TRUE(same);
    EXPECT_EQ(same->authorization.reveal(), "Bearer access-2");
    EXPECT_EQ(renewer_.asked.size(), 2U);
}

TEST_F(OAuth, FreshTokenThatIsRefusedTooIsNotRenewedAgainAtOnce) {
    EXPECT_EQ(bearer(), "Bearer access-1");
    ASSERT_TRUE(authority_->instead_of(refused("Bearer access-1")));

    for (int i = 0; i < 20; ++i) {
        const auto refusal = authority_->instead_of(refused("Bearer access-2"));
        ASSERT_FALSE(refusal);
        EXPECT_EQ(refusal.error().kind, ErrorKind::Unauthorized);
    }
    EXPECT_EQ(renewer_.asked.size(), 2U);
    clock_.advance(jira::OAuthAuthority::kBetweenForced);
    EXPECT_TRUE(authority_->instead_of(refused("Bearer access-2")));
}

TEST_F(OAuth, EndedConsentIsNotTriedAgainAndSaidOnce) {
    renewer_.failure = base::Error{ErrorKind::Unauthorized, "403 invalid_grant", {}};
    for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(bearer(), HasSubstr("authorise again"));
        EXPECT_FALSE(authority_->instead_of(refused("Bearer old")));
        clock_.advance(seconds{60});
    }
    EXPECT_EQ(renewer_.asked.size(), 1U);
    EXPECT_EQ(keeper_.refused, 1);
    EXPECT_TRUE(log_.contains("jira.consent_over"));
    EXPECT_THAT(metrics_.as_text(), HasSubstr("connector_jira_needs_consent 1"));
}

TEST_F(OAuth, OtherFailuresAreTriedAgainAfterAPause) {
    renewer_.failure = base::Error{ErrorKind::Unavailable, "no route", {}};
    for (int i = 0; i < 10; ++i) {
        const auto got = authority_->get();
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().kind, ErrorKind::Unavailable);
        EXPECT_EQ(got.error().retry_after, seconds{30});
    }
    EXPECT_EQ(renewer_.asked.size(), 2U);  // once more at once, then no more
    renewer_.failure.reset();
    clock_.advance(seconds{30});
    EXPECT_EQ(bearer(), "Bearer access-1");
}

TEST_F(OAuth, TokenThatIsStillGoodServesWhileItCannotBeRenewed) {
    EXPECT_EQ(bearer(), "Bearer access-1");
    renewer_.failure = base::Error{ErrorKind::Unavailable, "no route", {}};
    clock_.advance(seconds{3600 - 60});
    EXPECT_EQ(bearer(), "Bearer access-1");
    clock_.advance(seconds{60});
    EXPECT_THAT(bearer(), HasSubstr("no route"));
}

TEST_F(OAuth, ConsentForAnotherSiteIsNamed) {
    tests::FakeTransport gateway;
    gateway.answer(200, R"([{"id":"00000000-0000-4000-8000-000000000001","url":"https://x.net"}])");
    jira::OAuthAuthority authority(kSettings, keeper_, renewer_, gateway, clock_, log_, metrics_);

    const auto got = authority.get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().message, HasSubstr("does not cover https://acme.atlassian.net"));
}

TEST_F(OAuth, RevokedAccessTokenIsRenewedWhileTheSiteIsLookedFor) {
    keeper_.kept = {
        base::Secret("refresh-0"), base::Secret("revoked"), clock_.now() + seconds{3000}};
    tests::FakeTransport gateway;
    gateway.answer(401, "{}");
    gateway.answer(200, kResources);
    jira::OAuthAuthority authority(kSettings, keeper_, renewer_, gateway, clock_, log_, metrics_);

    const auto got = authority.get();
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(got->authorization.reveal(), "Bearer access-1");
}

TEST_F(OAuth, ManyCallersShareOneRenewal) {
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    renewer_.meanwhile = [&] {
        ++inside;
        // Time for a second one to come in, which none may.
        for (int i = 0; i < 100'000 && inside == 1; ++i) std::this_thread::yield();
        most = std::max<int>(most, inside);
        --inside;
    };
    std::atomic<int> good = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            if (bearer() == "Bearer access-1") ++good;
        });
    }
    threads.clear();

    EXPECT_EQ(good, 8);
    EXPECT_EQ(most, 1);
    EXPECT_EQ(renewer_.asked.size(), 1U);
}

}  // namespace
