#include "connector/portal/code_page.hpp"

#include <algorithm>

#include "connector/portal/paths.hpp"

namespace connector::portal {

http::Response CodePage::sent(const Visitor& visitor, const std::string& path) const {
    return page(visitor, path, false);
}

http::Response CodePage::use(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, visitor)) {
        return rooms_.error_page(403, request);
    }
    auto who = rooms_.opener(request, visitor);
    who.wants_to_stay = form->value("stay").has_value();
    const auto exchanged = rooms_.codes.exchange(form->value("code").value_or(""), who);
    if (!exchanged) return page(visitor, request.path, true);
    return rooms_.signed_in(*exchanged);
}

http::Response CodePage::page(const Visitor& visitor, const std::string& path, bool was_wrong)
    const {
    base::TemplateValues values("link_sent");
    values.set("PATH", path);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
    if (offers_stay()) values.show("STAY");
    if (was_wrong) values.show("WRONG");
    auto response = rooms_.renderer.page(
        {.reader = visitor.reader,
         .status = was_wrong ? 422 : 200,
         .title = visitor.reader.say("Look in your inbox"_en),
         .project = project_},
        "link_sent",
        values
    );
    rooms_.visitors.remember_browser(response, visitor);
    return response;
}

bool CodePage::offers_stay() const {
    if (project_ != nullptr) return project_->offers_stay;
    const auto& projects = rooms_.settings.projects;
    return std::any_of(projects.begin(), projects.end(), [](const PortalProject& project) {
        return project.offers_stay;
    });
}

}  // namespace connector::portal
