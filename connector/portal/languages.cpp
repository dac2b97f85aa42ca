#include "connector/portal/languages.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace connector::portal {
namespace {

constexpr std::size_t kMaxHeader = 1000;
constexpr std::size_t kMaxRanges = 20;
constexpr int kFullWeight = 1000;

/// "0.8" -> 800: one digit before the point and up to three behind it.
std::optional<int> weight_in(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    int weight = (text[0] - '0') * kFullWeight;
    if (text.size() == 1) return weight;
    if (text[1] != '.') return std::nullopt;
    int scale = kFullWeight / 10;
    for (const char c : text.substr(2)) {
        if (c < '0' || c > '9') return std::nullopt;
        weight += (c - '0') * scale;
        scale /= 10;
    }
    return weight <= kFullWeight ? std::optional(weight) : std::nullopt;
}

struct Range {
    std::string_view tag;
    int weight = kFullWeight;
};

std::optional<Range> range_in(std::string_view text) {
    const auto parts = base::split(text, ';');
    Range range{base::trim(parts[0])};
    if (parts.size() == 1) return range;
    const std::string_view parameter = base::trim(parts[1]);
    if (!base::equal_ignoring_case(parameter.substr(0, 2), "q=")) return std::nullopt;
    const auto weight = weight_in(parameter.substr(2));
    if (!weight) return std::nullopt;
    range.weight = *weight;
    return range;
}

/// "zh-Hant-TW", "zh-Hant", "zh"
const Language* look_up(std::string_view range) {
    while (!range.empty()) {
        if (const Language* found = find_language(range)) return found;
        const std::size_t dash = range.rfind('-');
        range = dash == std::string_view::npos ? std::string_view{} : range.substr(0, dash);
    }
    return nullptr;
}

}  // namespace

const Language* find_language(std::string_view tag) {
    const auto found =
        std::find_if(kLanguages.begin(), kLanguages.end(), [&](const Language& language) {
            return base::equal_ignoring_case(language.tag, tag);
        });
    return found == kLanguages.end() ? nullptr : &*found;
}

const Language* accepted_language(std::string_view header) {
    if (header.size() > kMaxHeader) return nullptr;
    const auto parts = base::split(header, ',');
    if (parts.size() > kMaxRanges) return nullptr;
    const Language* best = nullptr;
    int best_weight = 0;
    for (const std::string_view part : parts) {
        const auto range = range_in(part);
        if (!range || range->weight <= best_weight) continue;  // of equal ones the first counts
        if (const Language* found = look_up(range->tag)) {
            best = found;
            best_weight = range->weight;
        }
    }
    return best;
}

}  // namespace connector::portal
