#include "connector/portal/embed.hpp"

#include <span>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/embedded.hpp"

namespace connector::portal::files {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace connector::portal::files

namespace connector::portal {
namespace {

std::string_view script_text() {
    for (const base::EmbeddedFile& file : files::files()) {
        if (file.path == "embed/embed.js") return file.content;
    }
    throw std::logic_error("embed.js is not in the program");
}

std::string policy(const PortalProject& project) {
    return fmt::format(
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; "
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'none'; base-uri 'none'; object-src 'none'; frame-ancestors {}",
        fmt::join(project.embed_origins, " ")
    );
}

}  // namespace

http::Response Embed::show(const http::Request& request) const {
    const Reader reader = rooms_.renderer.reader_of(request);
    base::TemplateValues values("embed");
    values.set("LANGUAGE", reader.language().html);
    values.set("DIRECTION", reader.language().is_right_to_left ? "rtl" : "ltr");
    values.set("STYLESHEET", rooms_.renderer.stylesheet_path());
    values.set("PATH", project_.path);
    values.set("BRAND", project_.brand);
    const Look& look = project_.look;
    if (look.css_file) values.add("OWN_STYLES").set("SOURCE", look.css_file->path);
    if (look.logo) {
        values.add("LOGO").set("SOURCE", look.logo->path);
    } else {
        values.show("NO_LOGO");
    }
    if (project_.help) values.show("HELP");
    auto response = http::html(200, rooms_.renderer.fragment(reader, "embed", values).value());
    response.headers.push_back({"Content-Security-Policy", policy(project_)});
    return response;
}

http::Response Embed::script(const http::Request& /*request*/) const {
    constexpr std::string_view kMarker = "{{LOOK}}";
    const Tint& tint = project_.look.light;
    std::string text(script_text());
    text.replace(
        text.find(kMarker),
        kMarker.size(),
        nlohmann::json{{"name", project_.brand}, {"fill", tint.fill}, {"ink", tint.ink}}.dump()
    );
    return {
        .content_type = "text/javascript; charset=utf-8",
        .body = std::move(text),
        .cache_control = "public, max-age=3600",
        .headers = {{"Cross-Origin-Resource-Policy", "cross-origin"}},
    };
}

}  // namespace connector::portal
