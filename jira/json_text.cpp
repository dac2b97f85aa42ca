#include "jira/json_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace jira {
namespace {

struct Shape {
    std::size_t depth = 0;   ///< the deepest nesting
    std::size_t values = 1;  ///< an upper bound
};

/// One pass without recursion. Text that is no JSON gets some answer; the parser refuses it later.
Shape measure(std::string_view raw) {
    Shape shape;
    std::size_t open = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        switch (raw[i]) {
            case '"':
                for (++i; i < raw.size() && raw[i] != '"'; ++i) {
                    if (raw[i] == '\\') ++i;
                }
                break;
            case '{':
            case '[':
                shape.depth = std::max(shape.depth, ++open);
                ++shape.values;
                break;
            case '}':
            case ']':
                if (open > 0) --open;
                break;
            case ',': ++shape.values; break;
            default: break;
        }
    }
    return shape;
}

base::Result<Json> checked(Json parsed) {
    if (parsed.is_discarded()) return base::fail(base::ErrorKind::Invalid, "not JSON");
    return parsed;
}

tl::unexpected<base::Error> too_large() {
    return base::fail(base::ErrorKind::Invalid, "JSON with too many values");
}

}  // namespace

base::Result<void> refuse_zero_byte(std::string_view raw) {
    if (raw.find('\0') == std::string_view::npos) return {};
    return base::fail(base::ErrorKind::Invalid, "JSON with a byte of zero");
}

base::Result<Json> parse_json(std::string_view raw) {
    if (const auto text = refuse_zero_byte(raw); !text) return base::fail(text);
    const Shape shape = measure(raw);
    if (shape.values > kMaxJsonValues) return too_large();
    if (shape.depth > kMaxJsonDepth) {
        return base::fail(base::ErrorKind::Invalid, "JSON nested too deep");
    }
    return checked(Json::parse(raw, nullptr, false));
}

base::Result<Json> parse_pruned_json(std::string_view raw) {
    if (const auto text = refuse_zero_byte(raw); !text) return base::fail(text);
    const Shape shape = measure(raw);
    if (shape.values > kMaxJsonValues) return too_large();
    if (shape.depth <= kPrunedJsonDepth) return checked(Json::parse(raw, nullptr, false));
    const auto is_near = [](int depth, Json::parse_event_t, const Json&) {
        return depth < static_cast<int>(kPrunedJsonDepth);
    };
    return checked(Json::parse(raw, is_near, false));
}

}  // namespace jira
