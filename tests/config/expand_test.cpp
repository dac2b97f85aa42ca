#include "config/expand.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "config/file.hpp"
#include "tests/config/files.hpp"

namespace config {
namespace {

class Expand : public testing::Test {
protected:
    /// The value, or the error's message after "!".
    [[nodiscard]] std::string expanded(std::string_view text, Secrecy secrecy = Secrecy::Private)
        const {
        const auto value = expand(text, {files_.environment, files_.folder.path()}, secrecy);
        return value ? *value : "!" + value.error().message;
    }

    tests::Files files_{};
};

TEST_F(Expand, TextWithoutReferenceStaysAsItIs) {
    EXPECT_EQ(expanded("a $ b $X } {"), "a $ b $X } {");
}

TEST_F(Expand, VariablesAreReplaced) {
    files_.environment.values = {{"A", "1"}, {"_b2", "2"}};

    EXPECT_EQ(expanded("x${A}y${_b2}${A}"), "x1y21");
}

TEST_F(Expand, WhatAReferenceBringsIsNotLookedAtAgain) {
    files_.environment.values = {{"A", "${B}"}, {"B", "no"}};

    EXPECT_EQ(expanded("${A}"), "${B}");
}

TEST_F(Expand, UnsetVariableIsNamed) {
    EXPECT_EQ(expanded("${NOT_SET}"), "!needs the environment variable NOT_SET, which is not set");
}

TEST_F(Expand, BadNamesAreRefusedAndNotQuoted) {
    const std::string refused =
        "!has a '${...}' that names no environment variable; write ${NAME} or ${file:PATH}";
    EXPECT_EQ(expanded("${}"), refused);
    EXPECT_EQ(expanded("${hunter2!}"), refused);
    EXPECT_EQ(expanded("${A:-b}"), refused);
}

TEST_F(Expand, OpenReferenceIsRefused) {
    EXPECT_EQ(
        expanded("pass${word"),
        "!has a '${' without its '}'; a value that holds '${' itself can come from ${file:PATH}"
    );
}

TEST_F(Expand, FileIsRelativeToTheFolderAndLosesItsLastLineBreak) {
    files_.write("s/token", "abc\n");
    files_.write("crlf", "abc\r\n");

    EXPECT_EQ(expanded("${file:s/token}"), "abc");
    EXPECT_EQ(expanded("${file:crlf}"), "abc");
    EXPECT_EQ(expanded("${file:" + (files_.folder.path() / "s/token").string() + "}"), "abc");
}

TEST_F(Expand, SecretFileOthersCanUseIsRefused) {
    for (const unsigned mode : {0640U, 0604U, 0620U, 0601U, 0644U}) {
        files_.write("token", "abc", mode);

        const std::string path = (files_.folder.path() / "token").string();
        EXPECT_EQ(
            expanded("${file:token}"),
            fmt::format(
                "!comes from a file that others than its owner can use (mode {:04o}): run chmod "
                "600 {}",
                mode,
                path
            )
        );
    }
}

TEST_F(Expand, FileThatIsNoSecretMayBeRead) {
    files_.write("name", "Acme", 0644);

    EXPECT_EQ(expanded("${file:name}", Secrecy::Open), "Acme");
}

TEST_F(Expand, UnreadableFilesSayWhy) {
    const std::string folder = files_.folder.path().string();
    files_.write("big", std::string((64U << 10U) + 1, 'x'));

    EXPECT_EQ(
        expanded("${file:none}"),
        "!needs a file: cannot read " + folder + "/none: No such file or directory"
    );
    EXPECT_EQ(
        expanded("${file:.}"),
        "!needs a file: cannot read " + folder + "/: it is not a regular file"
    );
    EXPECT_EQ(
        expanded("${file:big}"),
        "!needs a file: cannot read " + folder + "/big: it is larger than 64 KiB"
    );
    EXPECT_EQ(expanded("${file:}"), "!has ${file:} without a path");
}

/// Opening a pipe nobody writes to would wait for ever.
TEST_F(Expand, NamedPipeIsRefusedAtOnce) {
    const auto pipe = files_.folder.path() / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);

    const auto file = read_file(pipe, 10);

    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message, "cannot read " + pipe.string() + ": it is not a regular file");
}

TEST_F(Expand, OneReferenceAndNothingElseIsRecognised) {
    EXPECT_TRUE(is_reference("${A}"));
    EXPECT_FALSE(is_reference("${A}b"));
    EXPECT_FALSE(is_reference("b${A}"));
    EXPECT_FALSE(is_reference("${A}${B}"));
    EXPECT_FALSE(is_reference("${A"));
    EXPECT_FALSE(is_reference("${"));
}

}  // namespace
}  // namespace config
