#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace connector::http {

/// The boundary that a Content-Type of multipart/form-data names; nothing for another type, or for
/// a boundary that is not of RFC 2046's characters, 1 to 70 of them.
[[nodiscard]] std::optional<std::string> multipart_boundary(std::string_view content_type);

/// Reads a form with files (RFC 7578 in RFC 2046's multipart) while it arrives, in pieces of any
/// size. What it holds is bounded: a part's head, or as much of its body as may be the beginning of
/// the next boundary. Strict: nothing before the first boundary, CRLF line ends, every part with a
/// Content-Disposition of `form-data` and a name, nothing behind the last boundary but one CRLF.
/// `filename*` is not for forms (RFC 7578 4.2) and makes a form malformed, as do nested multiparts
/// and transfer encodings.
class MultipartParser {
public:
    struct Part {
        std::string name;
        std::optional<std::string> file_name{};  ///< as sent; a file may have an empty one
    };

    /// Hears of each part in order: once `begin`, `data` for pieces of its body, `end`. False ends
    /// the reading.
    class Sink {
    public:
        virtual ~Sink() = default;
        virtual bool begin(Part part) = 0;
        virtual bool data(std::string_view piece) = 0;
        virtual bool end() = 0;
    };

    enum class Progress { NeedsMore, Done, Malformed, Stopped };

    static constexpr std::size_t kLongestHead = 4096;

    /// `sink` outlives the parser.
    MultipartParser(std::string_view boundary, Sink& sink);

    /// Once Malformed or Stopped it stays so.
    [[nodiscard]] Progress feed(std::string_view piece);

private:
    enum class State { Opening, AfterBoundary, Head, Body, Epilogue, Over };

    [[nodiscard]] bool step();
    [[nodiscard]] bool open();
    [[nodiscard]] bool look_behind_boundary();
    [[nodiscard]] bool read_head();
    [[nodiscard]] bool read_body();
    bool finish(Progress progress);

    const std::string delimiter_;  ///< CRLF, "--" and the boundary
    Sink& sink_;
    std::string input_;
    std::size_t at_ = 0;        ///< of input_: what is before it was dealt with
    std::size_t searched_ = 0;  ///< of input_: no head ends before it
    State state_ = State::Opening;
    Progress progress_ = Progress::NeedsMore;
};

}  // namespace connector::http
