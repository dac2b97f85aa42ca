#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jira {

/// Writes balanced HTML up to a size. Tags and attributes must be literals of ours; text is
/// escaped. When something no longer fits, it and all that follows is left out; what is open is
/// still closed, so the result is well-formed and exceeds the limit by closing tags and an ellipsis
/// only.
class HtmlWriter {
public:
    explicit HtmlWriter(std::size_t limit) : limit_(limit) {}

    void text(std::string_view plain);
    /// `<br>`, `<hr>`: a tag that is never closed. What stands between the angle brackets.
    void single(std::string_view tag);

    /// The tag of the innermost open element; "" at the top.
    [[nodiscard]] std::string_view enclosing() const { return open_.empty() ? "" : open_.back(); }

    [[nodiscard]] bool is_full() const { return is_full_; }

    /// The result; all elements must be closed.
    [[nodiscard]] std::string finish() &&;

private:
    friend class Element;
    bool open(std::string_view tag, std::string_view attributes);
    void close();
    bool fits(std::size_t bytes);

    const std::size_t limit_;
    std::string html_;
    std::vector<std::string_view> open_;
    bool is_full_ = false;
};

/// An element from construction to the end of the scope.
class Element {
public:
    /// `tag` is a literal. `attributes`: as in the start tag, values quoted and escaped already.
    Element(HtmlWriter& out, std::string_view tag, std::string_view attributes = "")
        : out_(out), is_written_(out.open(tag, attributes)) {}

    ~Element() {
        if (is_written_) out_.close();
    }

    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;

private:
    HtmlWriter& out_;
    const bool is_written_;
};

}  // namespace jira
