#include "connector/portal/file_kinds.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace {

using connector::portal::accepted_endings;
using connector::portal::clean_file_name;
using connector::portal::media_type_of_upload;

TEST(FileKinds, EndingAndFirstBytesBelongTogether) {
    EXPECT_EQ(media_type_of_upload("a.PNG", "\x89PNG\r\n\x1a\n..."), "image/png");
    EXPECT_EQ(media_type_of_upload("a.jpeg", "\xFF\xD8\xFF\xE0"), "image/jpeg");
    EXPECT_EQ(media_type_of_upload("a.gif", "GIF89a"), "image/gif");
    EXPECT_EQ(media_type_of_upload("a.webp", "RIFF0000WEBPVP8 "), "image/webp");
    EXPECT_EQ(media_type_of_upload("a.pdf", "%PDF-1.7"), "application/pdf");
    EXPECT_EQ(media_type_of_upload("a.log", "it failed\r\n\tat 3\xC3\xA9"), "text/plain");
    EXPECT_EQ(
        media_type_of_upload(
            "a.csv",
            "\xEF\xBB\xBF"
            "a;b"
        ),
        "text/csv"
    );
    EXPECT_TRUE(media_type_of_upload("a.b.docx", "PK\x03\x04"));

    EXPECT_FALSE(media_type_of_upload("a.png", "\xFF\xD8\xFF\xE0")) << "another kind's bytes";
    EXPECT_FALSE(media_type_of_upload("a.png", ""));
    EXPECT_FALSE(media_type_of_upload("a.webp", "RIFF0000WAVE"));
    EXPECT_FALSE(media_type_of_upload("a.webp", "RIFF"));
}

TEST(FileKinds, NoMarkupNoProgramsNoUnknownEndings) {
    for (const char* name :
         {"a.svg",
          "a.html",
          "a.htm",
          "a.xml",
          "a.exe",
          "a.js",
          "a.sh",
          "a.jar",
          "a.docm",
          "a",
          "png",
          "a.png.exe",
          "a.png ",
          "a."}) {
        for (const char* start : {"\x89PNG\r\n\x1a\n", "<svg/>", "MZ", "PK\x03\x04", "hello"}) {
            EXPECT_FALSE(media_type_of_upload(name, start)) << name << " " << start;
        }
    }
    for (const char* start :
         {"<html>",
          " \r\n\t<!DOCTYPE html>",
          "\xEF\xBB\xBF<svg",
          "#!/bin/sh",
          "MZ\x90\x03",
          "\x7F"
          "ELF",
          "a\x01"}) {
        EXPECT_FALSE(media_type_of_upload("a.txt", start)) << start;
    }
    EXPECT_FALSE(media_type_of_upload("a.txt", std::string_view("a\0b", 3)));
}

TEST(FileKinds, AcceptNamesThemAll) {
    EXPECT_TRUE(accepted_endings().starts_with(".png,.jpg,"));
    EXPECT_EQ(accepted_endings().find("svg"), std::string::npos);
}

TEST(FileNames, AreWhatPeopleExpect) {
    EXPECT_EQ(clean_file_name("photo.png"), "photo.png");
    EXPECT_EQ(
        clean_file_name("Pr\xC3\xBC"
                        "fung 2 (1).pdf"),
        "Pr\xC3\xBC"
        "fung 2 (1).pdf"
    );
    EXPECT_EQ(clean_file_name("\xE6\x97\xA5\xE6\x9C\xAC.pdf"), "\xE6\x97\xA5\xE6\x9C\xAC.pdf");
}

TEST(FileNames, HoldNoFoldersAndNoMarks) {
    EXPECT_EQ(clean_file_name("../../etc/passwd.txt"), "passwd.txt");
    EXPECT_EQ(clean_file_name("C:\\fakepath\\a.png"), "a.png");
    EXPECT_EQ(clean_file_name("a\r\nContent-Type: x\x00.png"), "aContent-Type_ x");
    EXPECT_EQ(clean_file_name("invoice\xE2\x80\xAEgnp.pdf"), "invoicegnp.pdf");
    EXPECT_EQ(
        clean_file_name("a\xE2\x81\xA6"
                        "b\xEF\xBB\xBF"
                        "c\xC2\x85"
                        "d\xD8\x9C.txt"),
        "abcd.txt"
    );
    EXPECT_EQ(clean_file_name("x|width=1!{html}[^a].png"), "x_width=1__html___a_.png");
    EXPECT_EQ(clean_file_name("a\"; filename=\"b.png"), "a__ filename=_b.png");
}

TEST(FileNames, AreNeverEmptyAndNeverLong) {
    for (const char* nothing : {"", ".", "..", " . ", "/", "\x01\x02", "\xE2\x80\xAE"}) {
        EXPECT_EQ(clean_file_name(nothing), "file") << nothing;
    }
    EXPECT_EQ(clean_file_name("\xFF\xFE.png"), "file.png");
    EXPECT_EQ(clean_file_name(".htaccess"), "htaccess");
    const std::string longest = clean_file_name(std::string(3000, 'a') + ".docx");
    EXPECT_LE(longest.size(), 120U);
    EXPECT_TRUE(longest.ends_with(".docx"));
    std::string wide;
    for (int i = 0; i < 100; ++i) wide += "\xE6\x97\xA5";
    EXPECT_TRUE(base::is_utf8(clean_file_name(wide + ".png")));
    EXPECT_LE(clean_file_name(wide + ".png").size(), 120U);
}

}  // namespace
