#include "base/private_folder.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

namespace fs = std::filesystem;
using base::ErrorKind;

class PrivateFolder : public testing::Test {
protected:
    std::string kept(std::string_view bytes) {
        auto file = folder_.begin();
        EXPECT_TRUE(file->write(bytes));
        return file->keep().value();
    }

    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator())
        );
    }

    void ages(const fs::path& file, base::seconds age) const {
        fs::last_write_time(path_ / file, fs::file_time_type::clock::now() - age);
    }

    static unsigned mode_of(const fs::path& path) {
        struct stat found {};

        EXPECT_EQ(::stat(path.c_str(), &found), 0);
        return found.st_mode & 0777U;
    }

    tests::TempDir dir_;
    fs::path path_ = dir_.path() / "files";
    tests::SeededRandom random_;
    base::PrivateFolder folder_{path_, random_};
};

TEST_F(PrivateFolder, KeepsWhatWasWrittenUnderANameOfItsOwn) {
    const std::string name = kept("hello");
    EXPECT_EQ(name.size(), 32U);
    EXPECT_NE(kept("again"), name);
    EXPECT_EQ(folder_.read(name, 5).value(), "hello");
    EXPECT_EQ(folder_.read(name, 4).error().kind, ErrorKind::Rejected);
    folder_.remove(name);
    folder_.remove(name);
    EXPECT_EQ(folder_.read(name, 5).error().kind, ErrorKind::NotFound);
}

TEST_F(PrivateFolder, NobodyElseReadsIt) {
    fs::create_directory(path_);
    fs::permissions(path_, fs::perms::all);
    const std::string name = kept("hello");
    EXPECT_EQ(mode_of(path_), 0700U);
    EXPECT_EQ(mode_of(path_ / name), 0600U);
}

TEST_F(PrivateFolder, WhatWasNotKeptIsGone) {
    {
        auto file = folder_.begin();
        ASSERT_TRUE(file->write("half of it"));
        EXPECT_EQ(files(), 1U);
    }
    EXPECT_EQ(files(), 0U);
}

TEST_F(PrivateFolder, OnlyItsOwnNamesAreNames) {
    std::ofstream(dir_.path() / "secret") << "key";
    kept("x");
    for (const char* name : {"../secret", "", ".", "..", "0123456789abcdef0123456789ABCDEF"}) {
        EXPECT_EQ(folder_.read(name, 100).error().kind, ErrorKind::NotFound) << name;
        folder_.remove(name);
    }
    EXPECT_TRUE(fs::exists(dir_.path() / "secret"));
}

TEST_F(PrivateFolder, SweepTakesWhatIsOldAndUnwanted) {
    const std::string wanted = kept("a");
    const std::string unwanted = kept("b");
    const std::string fresh = kept("c");
    auto slow = folder_.begin();
    for (const auto& entry : fs::directory_iterator(path_)) {
        if (entry.path().extension() == ".part") ages(entry.path().filename(), base::seconds{7200});
    }
    std::ofstream(path_ / "notes.txt") << "the operator's";
    for (const std::string& old : {wanted, unwanted, std::string("notes.txt")}) {
        ages(old, base::seconds{700});
    }

    const auto is_wanted = [&](const std::string& name) { return name == wanted; };
    EXPECT_EQ(folder_.sweep(base::seconds{600}, is_wanted), 1);
    EXPECT_FALSE(folder_.read(unwanted, 10));
    EXPECT_TRUE(folder_.read(wanted, 10));
    EXPECT_TRUE(folder_.read(fresh, 10));
    EXPECT_EQ(files(), 4U) << "what is under way stays, and what is not ours";
}

TEST_F(PrivateFolder, SweepTakesWhatACrashLeftUnderWay) {
    kept("x");
    const std::string left = "00112233445566778899aabbccddeeff.part";
    std::ofstream(path_ / left) << "half";
    ages(left, base::PrivateFolder::kLongestWay + base::seconds{60});
    EXPECT_EQ(folder_.sweep(base::seconds{600}, [](const std::string&) { return true; }), 1);
    EXPECT_FALSE(fs::exists(path_ / left));
}

TEST_F(PrivateFolder, FolderThatWasNeverUsedIsSweptToo) {
    EXPECT_EQ(folder_.sweep(base::seconds{1}, [](const std::string&) { return false; }), 0);
}

TEST_F(PrivateFolder, DiskThatTakesNothingIsSaid) {
    std::ofstream(path_) << "a file in its place";
    EXPECT_EQ(folder_.begin().error().kind, ErrorKind::Unavailable);
}

}  // namespace
