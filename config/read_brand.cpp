#include "config/read_brand.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/brand_colours.hpp"
#include "config/brand_files.hpp"
#include "config/net_rules.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

using ReadFile = base::Result<BrandFile> (*)(const std::filesystem::path&);

std::optional<BrandFile> read_file_of(const Section& section, std::string_view key, ReadFile read) {
    const auto path = section.path(key);
    if (!path.is_given || !path.is_good) return std::nullopt;
    auto file = read(path.value);
    if (file) return *std::move(file);
    section.report(path.mark, fmt::format("brand.{}: {}", key, file.error().message));
    return std::nullopt;
}

void read_tints(const Section& section, Brand& brand) {
    const auto accent = section.text("accent");
    auto dark = section.text("accent_dark");
    if (!accent.is_good || !dark.is_good) return;
    brand.light = tint_on(Ground::Light, accent.value);
    if (brand.light.fill != accent.value) {
        section.warn(
            accent.mark,
            fmt::format(
                "brand.accent {} has too little contrast to light pages: {} is used there",
                accent.value,
                brand.light.fill
            )
        );
    }
    const std::string& wanted = dark.is_given ? dark.value : accent.value;
    brand.dark = tint_on(Ground::Dark, wanted);
    if (brand.dark.fill != wanted) {
        section.warn(
            dark.is_given ? dark.mark : accent.mark,
            fmt::format(
                "brand.{} {} has too little contrast to dark pages: {} is used there{}",
                dark.is_given ? "accent_dark" : "accent",
                wanted,
                brand.dark.fill,
                dark.is_given ? "" : ", unless accent_dark says another"
            )
        );
    }
}

/// What CSS takes as a family without quotes: words that begin with a letter.
bool is_family(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto words = base::split(text, ' ');
    return std::all_of(words.begin(), words.end(), [&](std::string_view word) {
        return !word.empty() && is_letter(word.front()) &&
               std::all_of(word.begin(), word.end(), [&](char c) {
                   return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
               });
    });
}

std::string read_font_names(const Section& section) {
    const auto font = section.text("font");
    if (!font.is_given || !font.is_good) return "";
    std::string families;
    for (const std::string_view part : base::split(font.value, ',')) {
        const std::string_view family = base::trim(part);
        if (!is_family(family)) {
            section.report(
                font.mark,
                "brand.font must be names of fonts separated by commas, such as Inter, sans-serif"
            );
            return "";
        }
        families += families.empty() ? "" : ", ";
        families += family;
    }
    return families;
}

bool is_mailto(std::string_view url) {
    constexpr std::string_view kMailto = "mailto:";
    return url.starts_with(kMailto) && email_rule(url.substr(kMailto.size())).has_value();
}

/// It has a path, a query, a fragment; it is not ours to judge further.
bool is_web_address(std::string_view url) {
    const bool has_scheme = url.starts_with("https://") || url.starts_with("http://");
    return has_scheme && std::all_of(url.begin(), url.end(), [](char c) {
               return c > ' ' && c <= '~' &&
                      std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
           });
}

std::vector<FooterLink> read_footer_links(const Section& section) {
    std::vector<FooterLink> links;
    for (const Section& each : section.sections("footer_links")) {
        auto text = each.text("text");
        auto url = each.text("url");
        if (url.is_given && url.is_good && !is_web_address(url.value) && !is_mailto(url.value)) {
            each.report(
                url.mark,
                fmt::format(
                    "brand.footer_links.url must be an https, http or mailto address, found '{}'",
                    shown(url.value)
                )
            );
        }
        links.push_back({std::move(text.value), std::move(url.value)});
    }
    return links;
}

}  // namespace

Brand read_brand(const Section& section, const std::string& project_name) {
    Brand brand;
    const auto name = section.text("name");
    brand.name = name.is_given ? name.value : project_name;
    brand.logo = read_file_of(section, "logo", read_picture);
    brand.icon = read_file_of(section, "icon", read_picture);
    read_tints(section, brand);
    brand.font = read_font_names(section);
    brand.font_file = read_file_of(section, "font_file", read_font);
    brand.css_file = read_file_of(section, "css_file", read_stylesheet);
    brand.footer = section.text("footer").value;
    brand.footer_links = read_footer_links(section);
    return brand;
}

}  // namespace config
