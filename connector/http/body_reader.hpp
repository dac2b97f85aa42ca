#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace connector::http {

/// Reads one request body, chunked or of a known length. Beast's parser does it, and is given the
/// head as well: whatever our own check let through must also make sense to a second reader.
class BodyReader {
public:
    enum class Progress { NeedsMore, Done, TooLong, Malformed };

    /// `head` passed check_framing and announces a body.
    BodyReader(std::string_view head, std::size_t max_body_bytes);
    ~BodyReader();
    BodyReader(BodyReader&& other) noexcept;
    BodyReader& operator=(BodyReader&& other) noexcept;

    /// Takes what belongs to the body off the front of `input`. Trailers are read and dropped.
    [[nodiscard]] Progress feed(std::string& input);

    /// What has been received so far.
    [[nodiscard]] std::size_t size() const;

    /// What has arrived since the last call; it counts no more in `size`.
    [[nodiscard]] std::string take_some();

    /// Once, after Done.
    [[nodiscard]] std::string take();

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace connector::http
