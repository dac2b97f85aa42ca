#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/safe_html.hpp"

namespace ctemplate {
class TemplateCache;
class TemplateDictionary;
}  // namespace ctemplate

namespace base {

/// What a template is filled with. Names are upper case. A value is escaped for the place where the
/// template puts it; HTML that is safe already goes to a name ending in `_HTML`, and only there.
class TemplateValues {
public:
    explicit TemplateValues(std::string_view name);
    ~TemplateValues();
    TemplateValues(const TemplateValues&) = delete;
    TemplateValues& operator=(const TemplateValues&) = delete;

    void set(std::string_view name, std::string_view text);
    void set(std::string_view name, const SafeHtml& html);
    /// Shows a section once, with the values of this level.
    void show(std::string_view section);
    /// Shows a section once more, with values of its own. Lives as long as this object.
    TemplateValues& add(std::string_view section);

private:
    friend class TemplateSet;
    struct Tree;
    TemplateValues(ctemplate::TemplateDictionary* dictionary, Tree* root);

    std::unique_ptr<Tree> tree_;  ///< at the root only
    ctemplate::TemplateDictionary* dictionary_;
    Tree* root_;
};

/// A named set of ctemplate templates, parsed once. HTML templates must begin with
/// `{{%AUTOESCAPE context="HTML"}}` and pass the check of base/template_check.hpp; text templates
/// escape nothing. Includes (`{{>PAGE}}`) are not used: compose in code.
/// `add` is for start-up; `render` is thread-safe afterwards.
class TemplateSet {
public:
    TemplateSet();
    ~TemplateSet();
    TemplateSet(const TemplateSet&) = delete;
    TemplateSet& operator=(const TemplateSet&) = delete;

    /// Invalid: the template does not parse or leaves a value unescaped.
    [[nodiscard]] Result<void> add_html(std::string_view name, std::string_view text);
    [[nodiscard]] Result<void> add_text(std::string_view name, std::string_view text);

    /// Throws std::logic_error for a name that was never added: that is a bug of ours.
    [[nodiscard]] std::string render(std::string_view name, const TemplateValues& values) const;

private:
    [[nodiscard]] Result<void> add(std::string_view name, std::string_view text);

    std::unique_ptr<ctemplate::TemplateCache> cache_;
};

}  // namespace base
