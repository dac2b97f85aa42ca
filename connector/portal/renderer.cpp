#include "connector/portal/renderer.hpp"

#include <span>
#include <stdexcept>

#include <fmt/format.h>

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

/// What to do next.
enum class Next {
    Home,   ///< the project's first page
    Again,  ///< the same page once more
    Form,   ///< the page whose form it was
};

struct Words {
    English heading;
    English text;
    Next next = Next::Home;
};

Words words_for(int status) {
    switch (status) {
        case 400: return {"That request made no sense"_en, "Go back and try once more."_en};
        case 403:
            return {
                "This form has expired"_en,
                "Go back, reload the page and send it again."_en,
                Next::Form};
        case 404:
            return {
                "There is nothing here"_en,
                "The page does not exist, or it is not yours to see."_en};
        case 405:
            return {"That does not work here"_en, "Go back and use the buttons on the page."_en};
        case 413: return {"That was too large"_en, "Send less at once."_en, Next::Form};
        case 429: return {"A little too fast"_en, "Wait a minute, then try again."_en, Next::Again};
        case 502:
            return {
                "That file could not be fetched"_en,
                "Try again in a minute. If it stays so, ask for it in a reply."_en,
                Next::Again};
        case 503:
            return {
                "We'll be right back"_en,
                "Nothing is lost. Try again in a minute."_en,
                Next::Again};
        default:
            return {
                "Something went wrong on our side"_en,
                "It has been noted. Try again in a minute."_en,
                Next::Again};
    }
}

/// The page of the form that was sent to `path`; empty: none is known.
std::string form_page(std::string_view path, const PortalProject* project) {
    constexpr std::string_view kLinks = "/l/";
    if (path.starts_with(kLinks)) return std::string(path.substr(0, path.find('/', kLinks.size())));
    if (project == nullptr) return "";
    for (const std::string_view parent : {"/sign-in", "/requests/", "/new/", "/account"}) {
        if (!path.starts_with(project->path + std::string(parent))) continue;
        const std::size_t end = path.find('/', project->path.size() + parent.size());
        return std::string(path.substr(0, end));
    }
    return "";
}

bool is_read(const http::Request& request) {
    return request.method == http::Method::Get || request.method == http::Method::Head;
}

void set_look(base::TemplateValues& layout, const Look& look) {
    if (look.icon) layout.add("ICON").set("SOURCE", look.icon->path);
    if (look.css_file) layout.add("OWN_STYLES").set("SOURCE", look.css_file->path);
    if (look.logo) {
        layout.add("LOGO").set("SOURCE", look.logo->path);
    } else {
        layout.show("NO_LOGO");
    }
    if (look.footer.empty() && look.footer_links.empty()) return;
    base::TemplateValues& footer = layout.add("IMPRINT");
    if (!look.footer.empty()) footer.add("LINE").set("TEXT", look.footer);
    constexpr std::string_view kMailto = "mailto:";
    for (const FooterLink& link : look.footer_links) {
        base::TemplateValues& each = footer.add("LINK");
        const bool is_mail = link.url.starts_with(kMailto);
        base::TemplateValues& target = each.add(is_mail ? "MAIL" : "WEB");
        target.set(is_mail ? "ADDRESS" : "URL", link.url.substr(is_mail ? kMailto.size() : 0));
        target.set("TEXT", link.text);
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
                    file.content, fmt::format("/assets/{}-{}.js", name, content_mark(file.content))}
            );
        }
    }
    stylesheet_path_ = "/assets/portal-" + content_mark(stylesheet_) + ".css";
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
        set_look(layout, frame.project->look);
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
    const Frame& frame,
    std::string_view heading,
    std::string_view text,
    const std::optional<WayOn>& way_on,
    const std::string& request_id
) const {
    base::TemplateValues values("dead_end");
    values.set("HEADING", heading);
    values.set("TEXT", text);
    if (way_on) {
        base::TemplateValues& button = values.add("WAY_ON");
        button.set("LABEL", way_on->label);
        button.set("PATH", way_on->path);
    }
    values.add("REFERENCE").set("ID", request_id);
    return page(frame, "dead_end", values);
}

http::Response Renderer::error_page(
    int status, const http::Request& request, const PortalProject* project
) const {
    const Words words = words_for(status);
    const Reader reader = readers_.of(request);
    std::string path;
    if (words.next == Next::Again && is_read(request)) path = request.target;
    if (words.next == Next::Form) path = form_page(request.path, project);
    std::optional<WayOn> way_on;
    if (http::is_own_path(path)) {
        way_on = {
            reader.say(words.next == Next::Form ? "Open the page again"_en : "Try again"_en), path};
    } else if (project != nullptr) {
        path = project->path + "/";
        way_on = {reader.say("My requests"_en), path};
    }
    const std::string_view heading = reader.say(words.heading);
    return dead_end(
        {.reader = reader, .status = status, .title = heading, .project = project},
        heading,
        reader.say(words.text),
        way_on,
        request.id
    );
}

}  // namespace connector::portal
