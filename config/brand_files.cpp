#include "config/brand_files.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/picture_type.hpp"
#include "base/text.hpp"
#include "config/file.hpp"

namespace config {
namespace {

constexpr std::size_t kMaxPicture = 256U << 10U;
constexpr std::size_t kMaxFont = 1U << 20U;
constexpr std::size_t kMaxStylesheet = 64U << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

tl::unexpected<base::Error> wrong(const std::filesystem::path& path, std::string_view why) {
    return base::fail(base::ErrorKind::Invalid, fmt::format("{} {}", path.string(), why));
}

BrandFile taken(File file, std::string_view type) {
    return {std::move(file.path), std::string(type), std::move(file.content)};
}

bool is_svg(std::string_view content) {
    if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
    return base::is_utf8(content) && base::trim(content).starts_with('<') &&
           content.find("<svg") != std::string_view::npos;
}

bool is_more_than_a_drawing(std::string_view svg) {
    const std::string lower = base::to_lower(svg);
    return lower.find("<script") != std::string::npos ||
           lower.find("<!entity") != std::string::npos;
}

/// What a stylesheet must not load, with its place; npos: nothing.
std::size_t find_foreign(std::string_view css) {
    const std::size_t import = css.find("@import");
    for (std::size_t at = css.find("url("); at != std::string_view::npos;
         at = css.find("url(", at + 1)) {
        std::string_view target = base::trim(css.substr(at + 4, 64));
        if (target.starts_with('"') || target.starts_with('\'')) target.remove_prefix(1);
        if (!base::trim(target).starts_with("data:")) return std::min(import, at);
    }
    return import;
}

}  // namespace

base::Result<BrandFile> read_picture(const std::filesystem::path& path) {
    auto file = read_file(path, kMaxPicture);
    if (!file) return base::fail(file);
    const auto type = base::picture_type(file->content);
    if (type && *type != "image/gif") return taken(*std::move(file), *type);
    if (!is_svg(file->content)) return wrong(path, "is no SVG, PNG, JPEG or WebP picture");
    if (is_more_than_a_drawing(file->content)) {
        return wrong(path, "has a script or an entity in it; export it as a plain SVG");
    }
    return taken(*std::move(file), "image/svg+xml");
}

base::Result<BrandFile> read_font(const std::filesystem::path& path) {
    auto file = read_file(path, kMaxFont);
    if (!file) return base::fail(file);
    if (!file->content.starts_with("wOF2")) return wrong(path, "is no WOFF2 font");
    return taken(*std::move(file), "font/woff2");
}

base::Result<BrandFile> read_stylesheet(const std::filesystem::path& path) {
    auto file = read_file(path, kMaxStylesheet);
    if (!file) return base::fail(file);
    if (!base::is_utf8(file->content)) return wrong(path, "is not UTF-8");
    const std::string css = base::to_lower(file->content);
    if (const std::size_t at = find_foreign(css); at != std::string::npos) {
        const auto line = 1 + std::count(css.begin(), css.begin() + static_cast<long>(at), '\n');
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("{}:{} loads something; only data: URLs can be used", path.string(), line)
        );
    }
    return taken(*std::move(file), "text/css; charset=utf-8");
}

}  // namespace config
