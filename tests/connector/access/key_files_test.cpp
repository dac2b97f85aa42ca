#include "connector/access/key_files.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "connector/access/token.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

namespace access = connector::access;
namespace fs = std::filesystem;

/// A directory as the daemon has made it, and what an operator does with it.
class KeyFiles : public testing::Test {
protected:
    KeyFiles() { EXPECT_TRUE(access::KeyRing::load(keys, random)); }

    access::KeyId rotate() {
        const auto id = access::add_key(keys, random);
        EXPECT_TRUE(id);
        EXPECT_TRUE(access::make_current(keys, *id));
        return *id;
    }

    access::KeyRing ring() { return access::KeyRing::open(keys).value(); }

    tests::TempDir directory;
    fs::path keys = directory.path() / "keys";
    tests::SeededRandom random;
    base::Time expires = tests::FakeClock().now() + std::chrono::hours(1);
};

TEST_F(KeyFiles, RotatedKeyIsCurrentAndTheOldOneStaysGood) {
    const auto before = access::mint_link_token(ring(), random, expires);
    const access::KeyId old = ring().current();

    const access::KeyId fresh = rotate();

    EXPECT_NE(fresh, old);
    EXPECT_EQ(ring().current(), fresh);
    EXPECT_TRUE(access::check_link_token(ring(), before.text));
    EXPECT_EQ(access::read_keys(keys)->size(), 2U);
}

TEST_F(KeyFiles, RetiredKeyTakesItsTokensWithIt) {
    const auto before = access::mint_link_token(ring(), random, expires);
    const access::KeyId old = ring().current();
    rotate();

    ASSERT_TRUE(access::retire_key(keys, old));

    EXPECT_FALSE(access::check_link_token(ring(), before.text));
    EXPECT_EQ(access::read_keys(keys)->size(), 1U);
    EXPECT_EQ(access::read_keys(keys, access::KeyState::Retired)->size(), 1U) << "for the audit";
    EXPECT_FALSE(access::retire_key(keys, old)) << "it is not there";
}

TEST_F(KeyFiles, WhatIsWrittenIsItsOwnersAlone) {
    rotate();

    for (const auto& entry : fs::directory_iterator(keys)) {
        EXPECT_EQ(
            fs::status(entry.path()).permissions(), fs::perms::owner_read | fs::perms::owner_write
        ) << entry.path();
    }
}

TEST_F(KeyFiles, RestOfACrashDoesNotStopTheNextOne) {
    std::ofstream(keys / "current.new") << "half a na";

    const access::KeyId fresh = rotate();

    EXPECT_EQ(ring().current(), fresh);
    EXPECT_FALSE(fs::exists(keys / "current.new"));
}

TEST_F(KeyFiles, KeyThatWasAddedIsNotCurrentYet) {
    const access::KeyId old = ring().current();

    ASSERT_TRUE(access::add_key(keys, random));

    EXPECT_EQ(ring().current(), old);
}

TEST_F(KeyFiles, DirectoryThatIsNotThereIsSaid) {
    EXPECT_FALSE(access::add_key(directory.path() / "none", random));
    EXPECT_FALSE(access::make_current(directory.path() / "none", {}));
}

TEST_F(KeyFiles, IdsAreEightDigits) {
    EXPECT_TRUE(access::parse_key_id("0a1b2c3d"));
    for (const char* text : {"", "0a1b2c3", "0a1b2c3d4e", "0a1b2c3x", "../../ab"})
        EXPECT_FALSE(access::parse_key_id(text)) << text;
}

}  // namespace
