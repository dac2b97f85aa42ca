#include <algorithm>
#include <string>
#include <vector>

#include "connector/http/multipart.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using connector::http::MultipartParser;
using fuzz::expect;

struct Heard final : MultipartParser::Sink {
    bool begin(MultipartParser::Part part) override {
        expect(!is_open, "a part ends before the next begins");
        expect(!part.name.empty(), "a part has a name");
        is_open = true;
        all += "[" + part.name + "|" + part.file_name.value_or("-") + "|";
        return true;
    }

    bool data(std::string_view piece) override {
        expect(is_open && !piece.empty(), "a piece is of a part");
        all += piece;
        return true;
    }

    bool end() override {
        expect(is_open, "what ends has begun");
        is_open = false;
        all += "]";
        return true;
    }

    bool is_open = false;
    std::string all;
};

struct Outcome {
    bool is_whole = false;
    std::string heard;
};

Outcome read(std::string_view body, std::size_t piece) {
    Heard heard;
    MultipartParser parser("edge", heard);
    auto progress = MultipartParser::Progress::NeedsMore;
    while (!body.empty()) {
        progress = parser.feed(body.substr(0, piece));
        body.remove_prefix(std::min(piece, body.size()));
    }
    const bool is_whole = progress == MultipartParser::Progress::Done;
    expect(!is_whole || !heard.is_open, "a whole form has no open part");
    return {is_whole, heard.all};
}

}  // namespace

/// The first line as a Content-Type, and all of it as a form with the boundary "edge".
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const auto boundary = connector::http::multipart_boundary(input.substr(0, input.find('\n')));
    expect(!boundary || (!boundary->empty() && boundary->size() <= 70), "a boundary is short");
    const Outcome whole = read(input, std::max<std::size_t>(1, input.size()));
    for (const std::size_t piece : {1U, 7U}) {
        const Outcome pieces = read(input, piece);
        expect(pieces.is_whole == whole.is_whole, "pieces change nothing");
        expect(!whole.is_whole || pieces.heard == whole.heard, "and are heard as the whole is");
    }
    return 0;
}
