#include "connector/request_forms.hpp"

#include <utility>

#include "connector/settings_from_config.hpp"
#include "connector/site_parts.hpp"

namespace connector {
namespace {

model::FieldKind to_model(jira::FieldKind kind) {
    switch (kind) {
        case jira::FieldKind::Text: return model::FieldKind::Text;
        case jira::FieldKind::LongText: return model::FieldKind::LongText;
        case jira::FieldKind::Choice: return model::FieldKind::Choice;
        case jira::FieldKind::Choices: return model::FieldKind::Choices;
        case jira::FieldKind::Date: return model::FieldKind::Date;
        case jira::FieldKind::Unsupported: break;
    }
    return model::FieldKind::Unsupported;
}

model::FormField to_model(jira::FormField field) {
    model::FormField shown{
        .id = std::move(field.id),
        .name = std::move(field.name),
        .help = std::move(field.help),
        .kind = to_model(field.kind),
        .is_required = field.is_required};
    for (jira::FieldOption& option : field.options) {
        shown.options.push_back({std::move(option.value), std::move(option.label)});
    }
    return shown;
}

}  // namespace

RequestForms::RequestForms(const config::Config& config, SiteWay& way, base::Clock& clock)
    : directory_(make_directory(config, way.lane(jira::Urgency::Visitor), clock)),
      desks_(*directory_),
      forms_(rest_settings(config), way.lane(jira::Urgency::Visitor), clock, desks_),
      cached_(forms_, clock) {}

base::Result<model::RequestForm> RequestForms::form_of(
    const base::ProjectKey& project, std::int64_t type
) {
    auto read = cached_.form_of(project, type);
    if (!read) return base::fail(read);
    if (!read->may_raise_for_others) {
        return base::fail(
            base::ErrorKind::Denied,
            "the connector's account is no agent of the desk (canRaiseOnBehalfOf)"
        );
    }
    model::RequestForm form;
    for (jira::FormField& field : read->fields) form.push_back(to_model(std::move(field)));
    return form;
}

}  // namespace connector
