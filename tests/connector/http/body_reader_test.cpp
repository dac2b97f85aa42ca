#include "connector/http/body_reader.hpp"

#include <optional>
#include <string>

#include <gtest/gtest.h>

using connector::http::BodyReader;

namespace {

constexpr std::string_view kChunked =
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Read {
    BodyReader::Progress progress = BodyReader::Progress::NeedsMore;
    std::string body{};
    std::string rest{};
};

/// As if the network had cut `bytes` into pieces of that size.
Read read_in_pieces(std::string_view head, std::string_view bytes, std::size_t piece) {
    BodyReader reader(head, 1000);
    Read read;
    while (read.progress == BodyReader::Progress::NeedsMore && !bytes.empty()) {
        read.rest += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
        read.progress = reader.feed(read.rest);
    }
    if (read.progress == BodyReader::Progress::Done) read.body = reader.take();
    read.rest += bytes;
    return read;
}

}  // namespace

/// Found by the fuzz target "framing": a build with assertions ended at "0", CRLF and one byte
/// more.
TEST(BodyReader, ChunkedBodyIsTheSameHoweverItArrives) {
    for (std::size_t piece = 1; piece < 40; ++piece) {
        const Read read = read_in_pieces(
            kChunked, "5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nA: b\r\n\r\nGET ", piece
        );
        EXPECT_EQ(read.progress, BodyReader::Progress::Done) << piece;
        EXPECT_EQ(read.body, "hello0123456789") << piece;
        EXPECT_EQ(read.rest, "GET ") << piece;
        const Read empty = read_in_pieces(kChunked, "0\r\nA: b\r\n\r\n", piece);
        EXPECT_EQ(empty.progress, BodyReader::Progress::Done) << piece;
        EXPECT_EQ(read_in_pieces(kChunked, "0\r\n\r\n", piece).rest, "") << piece;
    }
}

TEST(BodyReader, BodyOfKnownLengthIsTheSameHoweverItArrives) {
    for (std::size_t piece = 1; piece < 8; ++piece) {
        const Read read = read_in_pieces(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", "abcGET", piece
        );
        EXPECT_EQ(read.progress, BodyReader::Progress::Done) << piece;
        EXPECT_EQ(read.body, "abc") << piece;
        EXPECT_EQ(read.rest, "GET") << piece;
    }
}

TEST(BodyReader, ChunksThatCanBeReadInTwoWaysAreRefused) {
    for (const char* bytes :
         {"5\nhello\r\n0\r\n\r\n",
          "2;\nxx\r\nab\r\n0\r\n\r\n",
          "2;a=\"\n\"\r\nab\r\n0\r\n\r\n",
          "2\r\nab\r\n0;a=\"\n\"\r\n\r\n",
          "2\r\nabc\r\n0\r\n\r\n",
          "0x2\r\nab\r\n0\r\n\r\n",
          "+2\r\nab\r\n0\r\n\r\n",
          "-2\r\nab\r\n0\r\n\r\n",
          "\r\n2\r\nab\r\n0\r\n\r\n",
          "ffffffffffffffff1\r\nab\r\n0\r\n\r\n",
          "2\r\nab\r\n0\r\nA: b\nB: c\r\n\r\n"}) {
        EXPECT_EQ(read_in_pieces(kChunked, bytes, 1000).progress, BodyReader::Progress::Malformed)
            << bytes;
    }
}
