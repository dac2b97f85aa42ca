#include "connector/looks_from_config.hpp"

#include <optional>
#include <string_view>

namespace connector {
namespace {

portal::Tint to_tint(const config::Tint& tint) {
    return {.fill = tint.fill, .ink = tint.ink, .link = tint.link};
}

std::optional<portal::LookFile> to_file(
    const config::Project& project,
    std::string_view role,
    const std::optional<config::BrandFile>& file
) {
    if (!file) return std::nullopt;
    return portal::look_file(project.path, role, file->type, file->content);
}

}  // namespace

portal::Look look_of(const config::Project& project) {
    const config::Brand& brand = project.brand;
    portal::Look look{
        .light = to_tint(brand.light),
        .dark = to_tint(brand.dark),
        .logo = to_file(project, "logo", brand.logo),
        .icon = to_file(project, "icon", brand.icon),
        .font_file = to_file(project, "font", brand.font_file),
        .css_file = to_file(project, "style", brand.css_file),
        .font = brand.font,
        .footer = brand.footer,
    };
    if (!look.icon) {
        look.icon = portal::look_file(
            project.path, "icon", "image/svg+xml", portal::letter_icon(brand.name, look.light)
        );
    }
    for (const config::FooterLink& link : brand.footer_links) {
        look.footer_links.push_back({link.text, link.url});
    }
    return look;
}

std::string logo_url(const config::Config& config, const config::Project& project) {
    const auto logo = to_file(project, "logo", project.brand.logo);
    return logo && !logo->is_drawing() ? config.server.public_url + logo->path : "";
}

}  // namespace connector
