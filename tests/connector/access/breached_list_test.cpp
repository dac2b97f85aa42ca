#include "connector/access/breached_list.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using connector::access::BreachedList;

std::string upper(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string sha1(const std::string& password) {
    return upper(base::to_hex(base::sha1_for_lists(base::as_bytes(password))));
}

std::string sha256(const std::string& password) {
    return upper(base::to_hex(base::sha256(base::as_bytes(password))));
}

class Breached : public testing::Test {
protected:
    std::filesystem::path write(const std::string& text) {
        const std::filesystem::path file = directory.path() / "list.txt";
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

    /// As the lists come: counts of any length, lines that end with CR LF or LF.
    template <typename Hash>
    std::filesystem::path write_list(int passwords, Hash hash, const char* end) {
        std::set<std::string> hashes;
        for (int i = 0; i < passwords; ++i) hashes.insert(hash(fmt::format("known {}", i)));
        std::string text;
        std::size_t count = 1;
        for (const std::string& known : hashes) {
            text += fmt::format("{}:{}{}", known, count, end);
            count = count * 7 % 1'000'003;
        }
        return write(text);
    }

    tests::TempDir directory;
};

TEST_F(Breached, EveryLineIsFoundAndNothingElse) {
    for (const int size : {1, 2, 3, 100, 257}) {
        const auto list = BreachedList::open(write_list(size, sha1, "\r\n"));
        ASSERT_TRUE(list);
        for (int i = 0; i < size; ++i) {
            EXPECT_EQ(list->contains(fmt::format("known {}", i)), true) << i << " of " << size;
            EXPECT_EQ(list->contains(fmt::format("unknown {}", i)), false);
        }
    }
}

TEST_F(Breached, Sha256IsKnownByItsLength) {
    const auto list = BreachedList::open(write_list(50, sha256, "\n"));

    EXPECT_EQ(list->contains("known 7"), true);
    EXPECT_EQ(list->contains("unknown"), false);
}

TEST_F(Breached, LastLineNeedsNoEnd) {
    const auto list = BreachedList::open(write(sha1("only one")));

    EXPECT_EQ(list->contains("only one"), true);
}

/// SHA-1 of "password", as https://haveibeenpwned.com shows it.
TEST_F(Breached, HashIsTheOneOfTheKnownList) {
    const auto list =
        BreachedList::open(write("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\n"));

    EXPECT_EQ(list->contains("password"), true);
}

TEST_F(Breached, WhatIsNoListIsRefused) {
    for (const char* text : {"", "\n", "password\n", "5BAA61E4:1\n", "ZZ:1\n"}) {
        const auto list = BreachedList::open(write(text));
        ASSERT_FALSE(list) << text;
        EXPECT_EQ(list.error().kind, base::ErrorKind::Invalid);
    }
}

TEST_F(Breached, WhatCannotBeReadIsAnErrorAndNotANo) {
    const auto file = write_list(20, sha1, "\n");
    const auto list = BreachedList::open(file);
    std::filesystem::remove(file);

    const auto found = list->contains("known 1");

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, base::ErrorKind::Unavailable);
    EXPECT_NE(found.error().message.find("list.txt"), std::string::npos);
    EXPECT_FALSE(BreachedList::open(directory.path())) << "a folder";
}

TEST_F(Breached, RubbishInTheMiddleIsAnError) {
    std::string text = sha1("a") + ":1\n";
    for (int i = 0; i < 50; ++i) text += "rubbish\n";
    const auto list = BreachedList::open(write(text));

    EXPECT_FALSE(list);
}

}  // namespace
