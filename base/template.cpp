#include "base/template.hpp"

#include <stdexcept>
#include <vector>

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include "base/template_check.hpp"

namespace base {
namespace {

constexpr std::string_view kAutoescape = R"({{%AUTOESCAPE context="HTML"}})";
constexpr std::string_view kSafeSuffix = "_HTML";

ctemplate::TemplateString view(std::string_view text) {
    return ctemplate::TemplateString(text.data(), text.size());
}

}  // namespace

struct TemplateValues::Tree {
    explicit Tree(std::string_view name) : root(view(name)) {}

    ctemplate::TemplateDictionary root;
    std::vector<std::unique_ptr<TemplateValues>> children{};
};

TemplateValues::TemplateValues(std::string_view name)
    : tree_(std::make_unique<Tree>(name)), dictionary_(&tree_->root), root_(tree_.get()) {}

TemplateValues::TemplateValues(ctemplate::TemplateDictionary* dictionary, Tree* root)
    : dictionary_(dictionary), root_(root) {}

TemplateValues::~TemplateValues() = default;

void TemplateValues::set(std::string_view name, std::string_view text) {
    if (name.ends_with(kSafeSuffix))
        throw std::logic_error("plain text for a name that takes HTML");
    dictionary_->SetValue(view(name), view(text));
}

void TemplateValues::set(std::string_view name, const SafeHtml& html) {
    if (!name.ends_with(kSafeSuffix)) throw std::logic_error("HTML for a name that takes text");
    dictionary_->SetValue(view(name), view(html.value()));
}

void TemplateValues::show(std::string_view section) {
    dictionary_->ShowSection(view(section));
}

TemplateValues& TemplateValues::add(std::string_view section) {
    ctemplate::TemplateDictionary* child = dictionary_->AddSectionDictionary(view(section));
    // Not make_unique: the constructor is private.
    root_->children.push_back(std::unique_ptr<TemplateValues>(new TemplateValues(child, root_)));
    return *root_->children.back();
}

TemplateSet::TemplateSet() : cache_(std::make_unique<ctemplate::TemplateCache>()) {}

TemplateSet::~TemplateSet() = default;

Result<void> TemplateSet::add_html(std::string_view name, std::string_view text) {
    if (!text.starts_with(kAutoescape)) {
        return fail(
            ErrorKind::Invalid, "template " + std::string(name) + " does not begin with AUTOESCAPE"
        );
    }
    if (const auto problem = find_unsafe_marker(text)) {
        return fail(ErrorKind::Invalid, "template " + std::string(name) + ": " + *problem);
    }
    return add(name, text);
}

Result<void> TemplateSet::add_text(std::string_view name, std::string_view text) {
    return add(name, text);
}

Result<void> TemplateSet::add(std::string_view name, std::string_view text) {
    if (!cache_->StringToTemplateCache(view(name), view(text), ctemplate::DO_NOT_STRIP)) {
        return fail(ErrorKind::Invalid, "template " + std::string(name) + " does not parse");
    }
    return {};
}

std::string TemplateSet::render(std::string_view name, const TemplateValues& values) const {
    std::string page;
    if (!cache_->ExpandWithData(
            view(name), ctemplate::DO_NOT_STRIP, values.dictionary_, nullptr, &page
        )) {
        throw std::logic_error("no template named " + std::string(name));
    }
    return page;
}

}  // namespace base
