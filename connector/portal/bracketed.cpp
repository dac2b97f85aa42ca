#include "connector/portal/bracketed.hpp"

namespace connector::portal {
namespace {

constexpr std::string_view kOpen = "[[";
constexpr std::string_view kClose = "]]";

/// What is wrong with a bracket's text; empty: nothing.
std::string_view objection_to(std::string_view text) {
    if (text.empty()) return "is empty";
    if (text.find(kOpen) != std::string_view::npos) return "has another one in it";
    if (text.find("{{#") != std::string_view::npos || text.find("{{/") != std::string_view::npos)
        return "has a section in it";
    return {};
}

}  // namespace

base::Result<std::string> translate_brackets(
    std::string_view html, const std::function<std::string(std::string_view)>& say
) {
    std::string translated;
    while (true) {
        const std::size_t open = html.find(kOpen);
        const std::string_view before = html.substr(0, open);
        if (before.find(kClose) != std::string_view::npos) {
            return base::fail(base::ErrorKind::Invalid, "a ]] closes nothing");
        }
        translated.append(before);
        if (open == std::string_view::npos) return translated;
        const std::size_t close = html.find(kClose, open);
        if (close == std::string_view::npos) {
            return base::fail(base::ErrorKind::Invalid, "a [[ is not closed");
        }
        const std::string_view text = html.substr(open + kOpen.size(), close - open - kOpen.size());
        if (const auto objection = objection_to(text); !objection.empty()) {
            return base::fail(
                base::ErrorKind::Invalid,
                "the bracket [[" + std::string(text) + "]] " + std::string(objection)
            );
        }
        translated.append(say(text));
        html.remove_prefix(close + kClose.size());
    }
}

base::Result<std::vector<std::string_view>> bracketed_texts(std::string_view html) {
    std::vector<std::string_view> texts;
    const auto translated = translate_brackets(html, [&](std::string_view text) {
        texts.push_back(text);
        return std::string(text);
    });
    if (!translated) return base::fail(translated.error().kind, translated.error().message);
    return texts;
}

}  // namespace connector::portal
