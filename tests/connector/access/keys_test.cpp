#include "connector/access/keys.hpp"

#include <fstream>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "connector/access/token.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

namespace fs = std::filesystem;
using base::ErrorKind;
using connector::access::check_link_token;
using connector::access::cookie_hash;
using connector::access::KeyPurpose;
using connector::access::KeyRing;
using connector::access::kKeyPurposes;
using connector::access::mint_cookie;
using connector::access::mint_link_token;

constexpr auto kOwnerOnly = fs::perms::owner_read | fs::perms::owner_write;

class Keys : public testing::Test {
protected:
    [[nodiscard]] fs::path only_file() const {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(keys)) {
            if (entry.path().extension() == ".key") found.push_back(entry.path());
        }
        EXPECT_EQ(found.size(), 1U);
        return found.front();
    }

    /// Another key as an operator would put it there.
    void add_key(const std::string& id) {
        const fs::path path = keys / ("link-" + id + ".key");
        std::ofstream(path) << std::string(64, '7') << '\n';
        fs::permissions(path, kOwnerOnly);
    }

    void use(const std::string& id) { std::ofstream(keys / "current") << id << '\n'; }

    base::Result<KeyRing> load() { return KeyRing::load(keys, random); }

    tests::TempDir directory;
    fs::path keys = directory.path() / "keys";
    tests::SeededRandom random;
    base::Time expires = tests::FakeClock().now() + std::chrono::hours(1);
};

TEST_F(Keys, DirectoryAndFileAreCreatedForTheOwnerOnly) {
    ASSERT_TRUE(load());

    EXPECT_EQ(fs::status(keys).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(only_file()).permissions(), kOwnerOnly);
}

TEST_F(Keys, SecondLoadFindsTheSameKey) {
    const auto first = load();
    const auto second = load();

    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->current(), second->current());
    EXPECT_EQ(
        first->current_subkey(KeyPurpose::LinkTag), second->current_subkey(KeyPurpose::LinkTag)
    );
}

TEST_F(Keys, FileThatOthersMayReadIsRefused) {
    ASSERT_TRUE(load());
    for (const auto perm :
         {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
        fs::permissions(only_file(), kOwnerOnly | perm);

        const auto refused = load();

        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::Invalid);
        EXPECT_NE(refused.error().message.find("chmod 600"), std::string::npos);
    }
}

TEST_F(Keys, FileThatIsNoKeyIsRefusedWithoutItsContent) {
    ASSERT_TRUE(load());
    for (const std::string content : {"", "secret words", "1234", "zz"}) {
        std::ofstream(only_file()) << content;

        const auto refused = load();

        ASSERT_FALSE(refused) << content;
        EXPECT_EQ(refused.error().kind, ErrorKind::Invalid);
        EXPECT_EQ(refused.error().message.find("secret words"), std::string::npos);
    }
}

TEST_F(Keys, OtherFilesInTheDirectoryAreNotKeys) {
    ASSERT_TRUE(load());
    std::ofstream(keys / "README") << "hands off";

    EXPECT_TRUE(load());
}

TEST_F(Keys, OpenNeverCreates) {
    const auto missing = KeyRing::open(keys);

    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::NotFound);
    EXPECT_FALSE(fs::exists(keys));
}

TEST_F(Keys, CurrentOneIsUsedForNewTokensWhateverTheFilesTimes) {
    const auto first = load().value();
    add_key("00000001");
    add_key("00000002");
    use("00000001");
    fs::last_write_time(
        keys / "link-00000002.key", fs::file_time_type::clock::now() + std::chrono::hours(1)
    );

    const auto rotated = load().value();

    const connector::access::KeyId current{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{1}};
    EXPECT_EQ(rotated.current(), current);
    EXPECT_TRUE(rotated.subkey(first.current(), KeyPurpose::LinkTag));
}

TEST_F(Keys, FirstOneIsCurrentUntilSaidOtherwise) {
    const auto first = load().value();
    add_key("00000001");

    EXPECT_EQ(load().value().current(), first.current());
}

TEST_F(Keys, OnlyKeyNeedsNotBeNamed) {
    const auto first = load().value();
    fs::remove(keys / "current");

    EXPECT_EQ(load().value().current(), first.current());
}

TEST_F(Keys, SeveralWithoutACurrentOneAreRefused) {
    ASSERT_TRUE(load());
    add_key("00000001");
    fs::remove(keys / "current");

    const auto refused = load();

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Invalid);
    EXPECT_NE(refused.error().message.find("current is missing"), std::string::npos);
}

TEST_F(Keys, CurrentOneThatIsNotThereIsRefused) {
    ASSERT_TRUE(load());
    for (const char* id : {"0000000f", "", "zz", "00"}) {
        use(id);

        const auto refused = load();

        ASSERT_FALSE(refused) << id;
        EXPECT_EQ(refused.error().kind, ErrorKind::Invalid);
    }
}

TEST_F(Keys, RotationKeepsOldTokensAndCookiesGood) {
    const auto before = load().value();
    const auto token = mint_link_token(before, random, expires);
    const auto cookie = mint_cookie(before, random, KeyPurpose::SessionHash);
    add_key("00000001");
    use("00000001");

    const auto after = load().value();

    EXPECT_EQ(check_link_token(after, token.text).value().hash, token.hash);
    EXPECT_EQ(cookie_hash(after, cookie.text, KeyPurpose::SessionHash).value(), cookie.hash);
}

TEST_F(Keys, TokensDieWithTheFileOfTheirKey) {
    const std::string token = mint_link_token(load().value(), random, expires).text;
    const fs::path old_file = only_file();
    add_key("00000001");
    use("00000001");
    fs::remove(old_file);

    EXPECT_FALSE(check_link_token(load().value(), token));
}

TEST_F(Keys, RetiredKeyLetsNobodyInAndGoesOnCheckingTheAudit) {
    const auto before = load().value();
    const std::string token = mint_link_token(before, random, expires).text;
    const auto audit = before.for_store(random)->all.at(before.current()).audit;
    const fs::path old_file = only_file();
    add_key("00000001");
    use("00000001");
    fs::rename(
        old_file,
        keys / ("retired-" + old_file.filename().string().substr(std::string("link-").size()))
    );

    const auto after = load().value();

    EXPECT_FALSE(check_link_token(after, token));
    EXPECT_FALSE(after.subkey(before.current(), KeyPurpose::SessionHash));
    const auto store_keys = after.for_store(random);
    EXPECT_EQ(store_keys->all.at(before.current()).audit, audit);
    EXPECT_EQ(store_keys->current, after.current());
    EXPECT_EQ(store_keys->all.size(), 2U);
}

TEST_F(Keys, EveryPurposeHasItsOwnSubkey) {
    const auto ring = load().value();

    std::set<base::Bytes32> subkeys;
    for (std::uint64_t purpose = 1; purpose <= kKeyPurposes; ++purpose) {
        subkeys.insert(ring.current_subkey(static_cast<KeyPurpose>(purpose)));
    }
    EXPECT_EQ(subkeys.size(), kKeyPurposes);
}

}  // namespace
