#include "connector/portal/renderer.hpp"

#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/embedded.hpp"
#include "connector/portal/bracketed.hpp"

namespace connector::portal::files {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace connector::portal::files

namespace connector::portal {
namespace {

constexpr std::string_view kTemplates = "templates/";
constexpr std::string_view kHtml = ".html";
constexpr std::string_view kAssets = "assets/";
constexpr std::string_view kJs = ".js";

std::string hashed_name(std::string_view content) {
    return base::to_hex(base::ByteView(base::sha256(base::as_bytes(content))).first(8));
}

struct Words {
    English heading;
    English text;
};

Words words_for(int status) {
    switch (status) {
        case 400: return {"That request made no sense"_en, "Go back and try once more."_en};
        case 403:
            return {"This form has expired"_en, "Go back, reload the page and send it again."_en};
        case 404:
            return {
                "There is nothing here"_en,
                "The page does not exist, or it is not yours to see."_en};
        case 405:
            return {"That does not work here"_en, "Go back and use the buttons on the page."_en};
        case 413: return {"That was too large"_en, "Send less at once."_en};
        case 429: return {"A little too fast"_en, "Wait a minute, then try again."_en};
        case 502:
            return {
                "That file could not be fetched"_en,
                "Try again in a minute. If it stays so, ask for it in a reply."_en};
        case 503: return {"We'll be right back"_en, "Nothing is lost. Try again in a minute."_en};
        default:
            return {
                "Something went wrong on our side"_en,
                "It has been noted. Try again in a minute."_en};
    }
}

}  // namespace

Renderer::Renderer(const Readers& readers) : readers_(readers) {
    for (const base::EmbeddedFile& file : files::files()) {
        if (file.path == "assets/portal.css") stylesheet_ = file.content;
        if (file.path.starts_with(kAssets) && file.path.ends_with(kJs)) {
            std::string_view name = file.path.substr(kAssets.size());
            name.remove_suffix(kJs.size());
            scripts_.emplace(
                name,
                Script{
                    file.content, fmt::format("/assets/{}-{}.js", name, hashed_name(file.content))}
            );
        }
    }
    stylesheet_path_ = "/assets/portal-" + hashed_name(stylesheet_) + ".css";
    for (const auto& phrases : readers_.languages()) add_templates(*phrases);
}

void Renderer::add_templates(const Phrases& phrases) {
    base::TemplateSet& templates = templates_[&phrases.language()];
    for (const base::EmbeddedFile& file : files::files()) {
        if (!file.path.starts_with(kTemplates)) continue;
        std::string_view name = file.path.substr(kTemplates.size());
        name.remove_suffix(kHtml.size());
        const auto translated = translate_brackets(file.content, [&](std::string_view english) {
            return phrases.of_template(english);
        });
        if (!translated) {
            throw std::logic_error(fmt::format("template {}: {}", name, translated.error().message)
            );
        }
        if (const auto added = templates.add_html(name, *translated); !added) {
            throw std::logic_error(added.error().message);
        }
    }
}

/// The button that opens it, where this visitor may come in; on its own page the script alone.
void Renderer::add_assistant(
    base::TemplateValues& layout, const Frame& frame, std::string_view content
) const {
    if (frame.project == nullptr || !frame.project->assistant) return;
    const access::Doors& doors = frame.project->doors;
    if (frame.signed_in_as.empty() && !doors.anonymous && !doors.email) return;
    base::TemplateValues& assistant = layout.add("ASSISTANT");
    assistant.set("SCRIPT", script_path("assistant"));
    if (content != "assistant")
        assistant.add("DOOR").set("HREF", frame.project->path + "/assistant");
}

http::Response Renderer::page(
    const Frame& frame, std::string_view content, const base::TemplateValues& values
) const {
    base::TemplateValues layout("layout");
    layout.set("LANGUAGE", frame.reader.language().html);
    layout.set("DIRECTION", frame.reader.language().is_right_to_left ? "rtl" : "ltr");
    layout.set("TITLE", frame.title);
    layout.set("STYLESHEET", stylesheet_path_);
    if (frame.project != nullptr) {
        layout.set("PATH", frame.project->path);
        layout.set("BRAND", frame.project->brand);
        layout.set("BRAND_STYLESHEET", frame.project->path + "/brand.css");
        layout.show("BRANDED");
    } else {
        layout.show("UNBRANDED");
    }
    layout.set("FORM_TOKEN", frame.form_token);
    if (frame.project != nullptr && !frame.form_token.empty()) {
        layout.add("LANGUAGES").set("HERE", frame.here);
    }
    // Pages with a link's token or a code have no script at all, and no times either.
    if (!frame.signed_in_as.empty() || frame.is_guest) {
        layout.add("TELLS_ZONE").set("SCRIPT", script_path("zone"));
    }
    if (!frame.signed_in_as.empty()) {
        base::TemplateValues& account = layout.add("ACCOUNT");
        account.set("NAME", frame.signed_in_as);
        if (frame.project != nullptr && frame.project->help) account.show("HELP");
    } else if (frame.is_guest) {
        layout.show("GUEST");
    }
    add_assistant(layout, frame, content);
    layout.set("CONTENT_HTML", fragment(frame.reader, content, values));
    return http::html(
        frame.status, templates_.at(&frame.reader.language()).render("layout", layout)
    );
}

base::SafeHtml Renderer::fragment(
    const Reader& reader, std::string_view content, const base::TemplateValues& values
) const {
    // The templates escape every value; that is what makes their output safe.
    return base::SafeHtml::trusted(templates_.at(&reader.language()).render(content, values));
}

http::Response Renderer::dead_end(
    const Frame& frame, std::string_view heading, std::string_view text
) const {
    base::TemplateValues values("dead_end");
    values.set("HEADING", heading);
    values.set("TEXT", text);
    if (frame.project != nullptr) {
        values.add("WAY_ON").set("PATH", frame.project->path);
    }
    return page(frame, "dead_end", values);
}

http::Response Renderer::error_page(int status, const http::Request& request) const {
    const Words words = words_for(status);
    base::TemplateValues values("dead_end");
    const Reader reader = readers_.of(request);
    const std::string_view heading = reader.say(words.heading);
    values.set("HEADING", heading);
    values.set("TEXT", reader.say(words.text));
    values.add("REFERENCE").set("ID", request.id);
    return page({.reader = reader, .status = status, .title = heading}, "dead_end", values);
}

std::string Renderer::brand_stylesheet(const PortalProject& project) {
    return ":root{--accent:" + project.accent + "}\n";
}

}  // namespace connector::portal
