#include "connector/http/multipart.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace connector::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kLongestBoundary = 70;
constexpr std::string_view kBoundaryCharacters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? ";

/// The parameters of a header, one after the other.
class Parameters {
public:
    explicit Parameters(std::string_view text) : rest_(text) {}

    struct Parameter {
        std::string_view name;
        std::string_view value;
    };

    /// Nothing at the end, and where the rest is malformed.
    std::optional<Parameter> next() {
        rest_ = base::trim(rest_);
        if (!rest_.starts_with(';')) return std::nullopt;
        rest_ = base::trim(rest_.substr(1));
        const std::size_t equals = rest_.find('=');
        if (equals == 0 || equals == std::string_view::npos) return std::nullopt;
        const std::string_view name = rest_.substr(0, equals);
        rest_.remove_prefix(equals + 1);
        const auto value = take_value();
        if (!value) return std::nullopt;
        return Parameter{name, *value};
    }

    [[nodiscard]] bool is_over() const { return base::trim(rest_).empty(); }

private:
    /// Browsers write a quote in a name as %22 (WHATWG HTML 4.10.21.8): the next one ends it.
    std::optional<std::string_view> take_value() {
        if (!rest_.starts_with('"')) {
            const std::size_t end = std::min(rest_.find_first_of("; \t"), rest_.size());
            return take(0, end, end);
        }
        const std::size_t end = rest_.find('"', 1);
        if (end == std::string_view::npos) return std::nullopt;
        return take(1, end - 1, end + 1);
    }

    std::string_view take(std::size_t from, std::size_t size, std::size_t used) {
        const std::string_view value = rest_.substr(from, size);
        rest_.remove_prefix(used);
        return value;
    }

    std::string_view rest_;
};

/// What browsers escape in names, and nothing else.
std::string unescape(std::string_view value) {
    std::string text;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const std::string_view three = value.substr(at, 3);
        const bool is_escape = three == "%22" || three == "%0D" || three == "%0A";
        if (is_escape) at += 2;
        text += three == "%22" ? '"' : is_escape ? ' ' : value[at];
    }
    return text;
}

/// Nothing: not of a form.
std::optional<MultipartParser::Part> read_disposition(std::string_view value) {
    constexpr std::string_view kKind = "form-data";
    if (!base::equal_ignoring_case(value.substr(0, kKind.size()), kKind)) return std::nullopt;
    Parameters parameters(value.substr(kKind.size()));
    std::optional<std::string> name;
    std::optional<std::string> file_name;
    while (const auto parameter = parameters.next()) {
        const bool is_name = base::equal_ignoring_case(parameter->name, "name");
        const bool is_file_name = base::equal_ignoring_case(parameter->name, "filename");
        auto& known = is_name ? name : file_name;
        if ((!is_name && !is_file_name) || known) return std::nullopt;
        known = unescape(parameter->value);
    }
    if (!parameters.is_over() || !name || name->empty()) return std::nullopt;
    return MultipartParser::Part{*std::move(name), std::move(file_name)};
}

/// `head` without its last line end.
std::optional<MultipartParser::Part> read_part_head(std::string_view head) {
    std::optional<MultipartParser::Part> part;
    while (!head.empty()) {
        const std::size_t end = std::min(head.find(kLineEnd), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + kLineEnd.size(), head.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || base::has_control_character(line)) {
            return std::nullopt;
        }
        const std::string name = base::to_lower(line.substr(0, colon));
        const std::string_view value = base::trim(line.substr(colon + 1));
        if (name == "content-disposition") {
            if (part) return std::nullopt;
            part = read_disposition(value);
            if (!part) return std::nullopt;
        } else if (name == "content-type") {
            if (base::to_lower(value).starts_with("multipart/")) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    return part;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    constexpr std::string_view kType = "multipart/form-data";
    if (!base::equal_ignoring_case(content_type.substr(0, kType.size()), kType)) {
        return std::nullopt;
    }
    Parameters parameters(content_type.substr(kType.size()));
    std::optional<std::string> boundary;
    while (const auto parameter = parameters.next()) {
        if (!base::equal_ignoring_case(parameter->name, "boundary")) continue;
        if (boundary) return std::nullopt;
        boundary = parameter->value;
    }
    const bool is_good = parameters.is_over() && boundary && !boundary->empty() &&
                         boundary->size() <= kLongestBoundary && !boundary->ends_with(' ') &&
                         boundary->find_first_not_of(kBoundaryCharacters) == std::string::npos;
    return is_good ? boundary : std::nullopt;
}

MultipartParser::MultipartParser(std::string_view boundary, Sink& sink)
    : delimiter_("\r\n--" + std::string(boundary)), sink_(sink) {}

MultipartParser::Progress MultipartParser::feed(std::string_view piece) {
    if (progress_ == Progress::Malformed || progress_ == Progress::Stopped) return progress_;
    input_ += piece;
    while (step()) {
    }
    input_.erase(0, at_);
    searched_ -= std::min(searched_, at_);
    at_ = 0;
    return progress_;
}

/// False: there is nothing more to do with what has arrived.
bool MultipartParser::step() {
    switch (state_) {
        case State::Opening: return open();
        case State::AfterBoundary: return look_behind_boundary();
        case State::Head: return read_head();
        case State::Body: return read_body();
        case State::Epilogue: {
            const std::string_view rest = std::string_view(input_).substr(at_);
            return kLineEnd.starts_with(rest) ? false : finish(Progress::Malformed);
        }
        case State::Over: return false;
    }
    return false;
}

bool MultipartParser::finish(Progress progress) {
    state_ = State::Over;
    progress_ = progress;
    at_ = input_.size();
    return false;
}

/// The first boundary has no line before it.
bool MultipartParser::open() {
    const std::string_view first = std::string_view(delimiter_).substr(kLineEnd.size());
    const std::string_view rest = std::string_view(input_).substr(at_);
    if (rest.size() < first.size()) {
        return first.starts_with(rest) ? false : finish(Progress::Malformed);
    }
    if (!rest.starts_with(first)) return finish(Progress::Malformed);
    at_ += first.size();
    state_ = State::AfterBoundary;
    return true;
}

bool MultipartParser::look_behind_boundary() {
    const std::string_view rest = std::string_view(input_).substr(at_);
    if (rest.size() < 2) return false;
    at_ += 2;
    if (rest.starts_with(kLineEnd)) {
        state_ = State::Head;
        searched_ = at_;
        return true;
    }
    if (!rest.starts_with("--")) return finish(Progress::Malformed);
    state_ = State::Epilogue;
    progress_ = Progress::Done;
    return true;
}

bool MultipartParser::read_head() {
    // A part without a head is none, and its blank line would not be found as the head's end.
    if (std::string_view(input_).substr(at_).starts_with(kLineEnd)) {
        return finish(Progress::Malformed);
    }
    const std::size_t end = input_.find(kHeadEnd, searched_);
    const bool is_whole = end != std::string::npos;
    if ((is_whole ? end : input_.size()) - at_ > kLongestHead) return finish(Progress::Malformed);
    if (!is_whole) {
        searched_ = std::max(at_, input_.size() - std::min(input_.size(), kHeadEnd.size() - 1));
        return false;
    }
    auto part = read_part_head(std::string_view(input_).substr(at_, end - at_));
    if (!part) return finish(Progress::Malformed);
    at_ = end + kHeadEnd.size();
    state_ = State::Body;
    return sink_.begin(*std::move(part)) || finish(Progress::Stopped);
}

/// All of it goes on but what may be the beginning of the boundary.
bool MultipartParser::read_body() {
    const std::size_t end = input_.find(delimiter_, at_);
    const bool is_whole = end != std::string::npos;
    const std::size_t held = std::min(input_.size() - at_, delimiter_.size() - 1);
    const std::size_t until = is_whole ? end : input_.size() - held;
    const std::string_view piece = std::string_view(input_).substr(at_, until - at_);
    if (!piece.empty() && !sink_.data(piece)) return finish(Progress::Stopped);
    at_ = until;
    if (!is_whole) return false;
    at_ += delimiter_.size();
    state_ = State::AfterBoundary;
    return sink_.end() || finish(Progress::Stopped);
}

}  // namespace connector::http
