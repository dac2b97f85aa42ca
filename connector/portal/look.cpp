#include "connector/portal/look.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::portal {
namespace {

constexpr std::string_view kForever = "public, max-age=31536000, immutable";

std::string_view ending_of(std::string_view type) {
    if (type == "image/png") return "png";
    if (type == "image/jpeg") return "jpg";
    if (type == "image/webp") return "webp";
    if (type == "font/woff2") return "woff2";
    return type.starts_with("text/css") ? "css" : "svg";
}

/// Whole, however many bytes it has.
std::string first_letter(std::string_view text) {
    text = base::trim(text);
    std::size_t size = text.empty() ? 0 : 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
    std::string letter(text.substr(0, size));
    if (size == 1 && letter[0] >= 'a' && letter[0] <= 'z') {
        letter[0] = static_cast<char>(letter[0] - 'a' + 'A');
    }
    return letter;
}

std::string tokens(const Tint& tint) {
    return fmt::format("--accent:{};--on-accent:{};--link:{}", tint.fill, tint.ink, tint.link);
}

}  // namespace

std::string content_mark(std::string_view content) {
    return base::to_hex(base::ByteView(base::sha256(base::as_bytes(content))).first(8));
}

LookFile look_file(
    const std::string& project_path, std::string_view role, std::string type, std::string content
) {
    std::string path = fmt::format(
        "{}/brand/{}-{}.{}", project_path, role, content_mark(content), ending_of(type)
    );
    return {std::move(path), std::move(type), std::move(content)};
}

std::string letter_icon(std::string_view brand, const Tint& tint) {
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">)"
        R"(<rect width="64" height="64" rx="14" fill="{}"/>)"
        R"(<text x="32" y="45" text-anchor="middle" font-family="system-ui,sans-serif" )"
        R"(font-size="38" font-weight="700" fill="{}">{}</text></svg>)",
        tint.fill,
        tint.ink,
        base::escape_html(first_letter(brand))
    );
}

std::string brand_stylesheet(const Look& look) {
    std::string css;
    std::string families = look.font;
    if (look.font_file) {
        css += fmt::format(
            "@font-face{{font-family:\"brand\";src:url(\"{}\") format(\"woff2\");"
            "font-weight:100 900;font-display:swap}}\n",
            look.font_file->path
        );
        families = families.empty() ? "\"brand\", system-ui, sans-serif" : "\"brand\", " + families;
    }
    const std::string font = families.empty() ? "" : ";--font:" + families;
    css += fmt::format(":root{{{}{}}}\n", tokens(look.light), font);
    css += fmt::format("@media (prefers-color-scheme:dark){{:root{{{}}}}}\n", tokens(look.dark));
    return css;
}

http::Response answer_with(const LookFile& file) {
    http::Response response{
        .content_type = file.type,
        .body = file.content,
        .cache_control = std::string(kForever),
    };
    if (file.is_drawing()) {
        // Styles are part of most drawings; a browser that goes by this policy where it shows one
        // as a picture would leave them out.
        response.headers.push_back(
            {"Content-Security-Policy",
             "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
             "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"}
        );
    } else if (file.type.starts_with("image/")) {
        response.headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    }
    return response;
}

}  // namespace connector::portal
