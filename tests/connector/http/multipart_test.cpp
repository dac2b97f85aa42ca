#include "connector/http/multipart.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using connector::http::multipart_boundary;
using connector::http::MultipartParser;

struct Heard final : MultipartParser::Sink {
    struct Each {
        MultipartParser::Part part;
        std::string body;
        bool is_whole = false;
    };

    bool begin(MultipartParser::Part part) override {
        parts.push_back({.part = std::move(part), .body = ""});
        return parts.size() <= most_parts;
    }

    bool data(std::string_view piece) override {
        parts.back().body += piece;
        longest_piece = std::max(longest_piece, piece.size());
        return true;
    }

    bool end() override {
        parts.back().is_whole = true;
        return true;
    }

    std::vector<Each> parts;
    std::size_t longest_piece = 0;
    std::size_t most_parts = 100;
};

using Progress = MultipartParser::Progress;

Progress read(std::string_view bytes, Heard& heard, std::size_t piece = 1U << 20U) {
    MultipartParser parser("edge", heard);
    Progress progress = Progress::NeedsMore;
    while (!bytes.empty() && progress != Progress::Malformed) {
        progress = parser.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    return progress;
}

Progress outcome(std::string_view bytes) {
    Heard heard;
    return read(bytes, heard);
}

std::string part(const std::string& head, const std::string& body) {
    return "--edge\r\n" + head + "\r\n\r\n" + body + "\r\n";
}

const std::string kText = R"(Content-Disposition: form-data; name="text")";
const std::string kFile =
    "Content-Disposition: form-data; name=\"files\"; filename=\"photo.png\"\r\n"
    "Content-Type: image/png";
const std::string kEnd = "--edge--";

TEST(Multipart, FormIsTheSameHoweverItArrives) {
    const std::string body = "\r\n--edg\r\n-\r\n--edgf\r\r\n";
    const std::string form = part(kText, "Hello\r\nthere") + part(kFile, body) + kEnd + "\r\n";
    for (std::size_t piece = 1; piece < 200; ++piece) {
        Heard heard;
        ASSERT_EQ(read(form, heard, piece), Progress::Done) << piece;
        ASSERT_EQ(heard.parts.size(), 2U);
        EXPECT_EQ(heard.parts[0].part.name, "text");
        EXPECT_FALSE(heard.parts[0].part.file_name);
        EXPECT_EQ(heard.parts[0].body, "Hello\r\nthere");
        EXPECT_EQ(heard.parts[1].part.file_name, "photo.png");
        EXPECT_EQ(heard.parts[1].body, body);
        EXPECT_TRUE(heard.parts[1].is_whole);
    }
}

TEST(Multipart, EmptyPartsAndEmptyFormsAreFine) {
    Heard heard;
    EXPECT_EQ(read(part(kText, "") + kEnd, heard, 3), Progress::Done);
    EXPECT_EQ(heard.parts.at(0).body, "");
    EXPECT_EQ(outcome("--edge--\r\n"), Progress::Done);
}

TEST(Multipart, NamesAreAsBrowsersWriteThem) {
    Heard heard;
    const std::string head =
        "content-disposition: FORM-DATA; name=files; filename=\"a%22b%0D%0A;c\\d%41 \xC3\xA9.txt\"";
    ASSERT_EQ(read(part(head, "x") + kEnd, heard), Progress::Done);
    EXPECT_EQ(heard.parts[0].part.file_name, "a\"b  ;c\\d%41 \xC3\xA9.txt");
}

TEST(Multipart, WhatIsNotAFormIsRefused) {
    const std::string good = part(kText, "x") + kEnd;
    ASSERT_EQ(outcome(good), Progress::Done);
    for (const std::string& bad : std::vector<std::string>{
             "preamble\r\n" + good,
             "\r\n" + good,
             good + "epilogue",
             good + "\r\n\r\n",
             "--edge\n" + kText + "\n\nx\n--edge--",
             part("Content-Disposition: attachment; name=\"text\"", "x") + kEnd,
             part("Content-Disposition: form-data", "x") + kEnd,
             part("Content-Disposition: form-data; name=\"\"", "x") + kEnd,
             part("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "x") + kEnd,
             part("Content-Disposition: form-data; name=\"a", "x") + kEnd,
             part("Content-Disposition: form-data; name=\"a\" filename=b", "x") + kEnd,
             part(kText + "; filename*=UTF-8''x.png", "x") + kEnd,
             part(kText + "\r\n" + kText, "x") + kEnd,
             part(kText + "\r\nContent-Transfer-Encoding: base64", "x") + kEnd,
             part(kText + "\r\nContent-Type: multipart/mixed; boundary=b", "x") + kEnd,
             part(kText + "\r\n folded", "x") + kEnd,
             part("Content-Type: text/plain", "x") + kEnd,
             "--edge\r\n\r\nx\r\n" + kEnd,
             "--edgeX\r\n" + kText + "\r\n\r\nx\r\n" + kEnd}) {
        EXPECT_EQ(outcome(bad), Progress::Malformed) << bad;
    }
    for (std::size_t cut = 0; cut < good.size(); ++cut) {
        EXPECT_NE(outcome(good.substr(0, cut)), Progress::Done) << cut;
    }
}

TEST(Multipart, HeadWithoutEndIsCut) {
    const std::string longest(MultipartParser::kLongestHead, 'x');
    EXPECT_EQ(outcome("--edge\r\n" + kText + longest), Progress::Malformed);
    Heard heard;
    EXPECT_EQ(read("--edge\r\n" + kText + longest, heard, 1), Progress::Malformed);
}

TEST(Multipart, BodyIsNeverGatheredInMemory) {
    Heard heard;
    const std::string body(1U << 20U, '\r');
    ASSERT_EQ(read(part(kFile, body) + kEnd, heard, 4096), Progress::Done);
    EXPECT_EQ(heard.parts.at(0).body.size(), body.size());
    EXPECT_LE(heard.longest_piece, 4096U + 100U);
}

TEST(Multipart, SinkThatWantsNoMoreEndsIt) {
    Heard heard;
    heard.most_parts = 1;
    EXPECT_EQ(read(part(kText, "x") + part(kText, "y") + kEnd, heard), Progress::Stopped);
    EXPECT_EQ(heard.parts.size(), 2U);
}

TEST(Multipart, BoundaryIsOfFewCharacters) {
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=edge"), "edge");
    EXPECT_EQ(multipart_boundary("Multipart/Form-Data;charset=utf-8;boundary=\"a b\""), "a b");
    for (const std::string& bad : std::vector<std::string>{
             "",
             "multipart/form-data",
             "multipart/form-data; boundary=",
             "multipart/form-data; boundary=\"\"",
             "multipart/form-data; boundary=a; boundary=b",
             "multipart/form-data; boundary=\"a\r\nb\"",
             "multipart/form-data; boundary=\"a",
             "multipart/form-data; boundary=\"a \"",
             "multipart/form-dataX; boundary=a",
             "multipart/mixed; boundary=a",
             "multipart/form-data; boundary=" + std::string(71, 'a')}) {
        EXPECT_FALSE(multipart_boundary(bad)) << bad;
    }
}

}  // namespace
