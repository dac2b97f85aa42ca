#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/http/response.hpp"

/// How one project's pages look: the brand's colours, files and words. Made once, at start.
namespace connector::portal {

/// The accent on pages of one kind, "#rrggbb" each: of buttons, of text on them, of links.
struct Tint {
    std::string fill = "#0b5fff";
    std::string ink = "#ffffff";
    std::string link = "#0b5fff";
};

/// A file that anybody may have, under an address that changes with its content.
struct LookFile {
    std::string path;  ///< "/sup/brand/logo-0123456789abcdef.svg"
    std::string type;  ///< "image/svg+xml"
    std::string content;

    [[nodiscard]] bool is_drawing() const { return type == "image/svg+xml"; }
};

struct FooterLink {
    std::string text;
    std::string url;
};

struct Look {
    Tint light{};
    Tint dark{};
    std::optional<LookFile> logo{};
    std::optional<LookFile> icon{};
    std::optional<LookFile> font_file{};
    std::optional<LookFile> css_file{};
    std::string font{};  ///< families as CSS has them; empty: the system's
    std::string footer{};
    std::vector<FooterLink> footer_links{};
};

/// Sixteen hex digits that change with the content, for names that may be cached for ever.
[[nodiscard]] std::string content_mark(std::string_view content);

/// `role`: "logo". The name's ending follows the type.
[[nodiscard]] LookFile look_file(
    const std::string& project_path, std::string_view role, std::string type, std::string content
);

/// An icon for the tab: the brand's first letter on its accent.
[[nodiscard]] std::string letter_icon(std::string_view brand, const Tint& tint);

/// The tokens of portal.css that are the brand's.
[[nodiscard]] std::string brand_stylesheet(const Look& look);

/// Such a file, to be cached for ever. A drawing (SVG) is a document where it is opened by itself:
/// there it has no origin, runs nothing and loads nothing. A logo's other formats are shown by
/// mails in programs that live on other sites, so those may load it.
[[nodiscard]] http::Response answer_with(const LookFile& file);

}  // namespace connector::portal
