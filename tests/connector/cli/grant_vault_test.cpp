#include "connector/grant_vault.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_dir.hpp"

namespace connector {
namespace {

using testing::HasSubstr;
using testing::Not;

class Vault : public testing::Test {
protected:
    GrantVault vault(const std::string& configured, const access::KeyRing& keys) {
        return {database_, keys, random_, clock_, base::Secret(configured)};
    }

    GrantVault vault(const std::string& configured = "configured-token") {
        return vault(configured, keys_);
    }

    [[nodiscard]] jira::Grant grant() const {
        return {
            base::Secret("refresh-secret"),
            base::Secret("access-secret"),
            clock_.now() + base::seconds{3600}};
    }

    [[nodiscard]] std::string file(const std::string& name) const {
        std::ifstream in(directory_.path() / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    tests::TempDir directory_;
    base::Metrics metrics_;
    store::SqliteDatabase database_{directory_.path() / "store.db", store::Access::Owner, metrics_};
    tests::SeededRandom random_;
    tests::FakeClock clock_;
    access::KeyRing keys_ = access::KeyRing::with_fresh_key(random_);
};

TEST_F(Vault, BeginsWithTheConfiguredToken) {
    const auto loaded = vault().load();

    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->refresh_token.reveal(), "configured-token");
    EXPECT_TRUE(loaded->access_token.empty());
}

TEST_F(Vault, GivesBackWhatWasSaved) {
    ASSERT_TRUE(vault().save(grant()));

    const auto loaded = vault().load();
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->refresh_token.reveal(), "refresh-secret");
    EXPECT_EQ(loaded->access_token.reveal(), "access-secret");
    EXPECT_EQ(loaded->expires, grant().expires);
}

TEST_F(Vault, AnotherConfiguredTokenIsANewConsent) {
    ASSERT_TRUE(vault().save(grant()));

    EXPECT_EQ(vault("second-consent").load()->refresh_token.reveal(), "second-consent");
}

TEST_F(Vault, FilesOfTheStoreHoldNoToken) {
    ASSERT_TRUE(vault().save(grant()));

    for (const char* name : {"store.db", "store.db-wal"}) {
        for (const char* token : {"refresh-secret", "access-secret", "configured-token"}) {
            EXPECT_THAT(file(name), Not(HasSubstr(token))) << name;
        }
    }
    EXPECT_THAT(file("store.db") + file("store.db-wal"), HasSubstr("oauth2"));
}

TEST_F(Vault, WithoutTheKeyNothingIsKept) {
    ASSERT_TRUE(vault().save(grant()));
    const auto others = access::KeyRing::with_fresh_key(random_);

    EXPECT_EQ(vault("configured-token", others).load()->refresh_token.reveal(), "configured-token");
}

TEST_F(Vault, ChangedBytesAreNotBelieved) {
    ASSERT_TRUE(vault().save(grant()));
    database_.write([](store::Connection& connection) {
        connection.run("update credentials set sealed = zeroblob(60)");
    });

    EXPECT_EQ(vault().load()->refresh_token.reveal(), "configured-token");
}

TEST_F(Vault, RefusalBelongsToItsConsent) {
    EXPECT_FALSE(vault().is_refused());
    vault().note_refused();

    EXPECT_TRUE(vault().is_refused());
    EXPECT_FALSE(vault("second-consent").is_refused());
    ASSERT_TRUE(vault("second-consent").save(grant()));
    EXPECT_FALSE(vault("second-consent").is_refused());
}

TEST_F(Vault, TokenThatBreaksItsLineIsNotKept) {
    jira::Grant odd = grant();
    odd.access_token = base::Secret("two\nlines");

    EXPECT_FALSE(vault().save(odd));
}

}  // namespace
}  // namespace connector
