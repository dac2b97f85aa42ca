#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/template.hpp"
#include "connector/http/request.hpp"
#include "connector/http/response.hpp"
#include "connector/portal/readers.hpp"
#include "connector/portal/settings.hpp"

namespace connector::portal {

/// What stands around a page's own content.
struct Frame {
    const Reader& reader;  ///< outlives it
    int status = 200;
    std::string_view title;
    const PortalProject* project =
        nullptr;                      ///< null: no brand is known (a link that means nothing)
    std::string_view signed_in_as{};  ///< empty: nobody, and no account menu
    std::string form_token{};         ///< for the sign-out button and the menu of languages
    /// Where a chosen language leads back to; empty: the project's home.
    std::string_view here{};
    bool is_guest = false;  ///< nobody is signed in, and the browser holds something
};

/// Renders pages from the templates compiled into the program, which are translated once, at start:
/// a set of templates for each language (bracketed.hpp). Thread-safe.
class Renderer {
public:
    /// Throws std::logic_error when a template does not parse. `readers` outlives it.
    explicit Renderer(const Readers& readers);

    /// `content` is a template's name without ending: "thread".
    [[nodiscard]] http::Response page(
        const Frame& frame, std::string_view content, const base::TemplateValues& values
    ) const;

    /// A part of a page, to be put into another.
    [[nodiscard]] base::SafeHtml fragment(
        const Reader& reader, std::string_view content, const base::TemplateValues& values
    ) const;

    /// A button that leads on from a dead end. Both outlive the call.
    struct WayOn {
        std::string_view label;
        std::string_view path;  ///< our own, or one that the visitor's browser just asked for
    };

    /// A friendly dead end: what happened and the one thing to do next. Shows the request's id,
    /// which is in the log beside the reason.
    [[nodiscard]] http::Response dead_end(
        const Frame& frame,
        std::string_view heading,
        std::string_view text,
        const std::optional<WayOn>& way_on,
        const std::string& request_id
    ) const;

    /// For the router: 400, 404, 405, 413, 429, 500, 503. Nothing internal is on it (SR-106). In
    /// the language that the request asks for. `project`: whose look it has; null: nobody's.
    [[nodiscard]] http::Response error_page(
        int status, const http::Request& request, const PortalProject* project
    ) const;

    /// For pages that know nobody.
    [[nodiscard]] Reader reader_of(const http::Request& request) const {
        return readers_.of(request);
    }

    [[nodiscard]] std::string_view stylesheet() const { return stylesheet_; }

    /// "/assets/portal-0123456789abcdef.css": changes with the content, so it may be cached for
    /// ever.
    [[nodiscard]] const std::string& stylesheet_path() const { return stylesheet_path_; }

    /// A script that some pages have, by its name: "passkeys", "puzzle".
    struct Script {
        std::string_view content;
        std::string path;  ///< "/assets/puzzle-0123456789abcdef.js", changes likewise
    };

    [[nodiscard]] const std::map<std::string, Script>& scripts() const { return scripts_; }

    [[nodiscard]] const std::string& script_path(const std::string& name) const {
        return scripts_.at(name).path;
    }

private:
    void add_templates(const Phrases& phrases);

    void add_assistant(base::TemplateValues& layout, const Frame& frame, std::string_view content)
        const;

    const Readers& readers_;
    std::map<const Language*, base::TemplateSet> templates_;
    std::string_view stylesheet_;
    std::string stylesheet_path_;
    std::map<std::string, Script> scripts_;
};

}  // namespace connector::portal
