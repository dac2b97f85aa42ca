#include <fmt/format.h>

#include "connector/portal/assistant_page.hpp"
#include "connector/portal/form_field.hpp"
#include "connector/portal/found_articles.hpp"
#include "connector/portal/paths.hpp"

/// What the assistant's page looks like.
namespace connector::portal {
namespace {

constexpr access::LimitRule kSearches{"portal.assistant_help", 30, std::chrono::minutes{5}};
/// What was filed is looked for again so often, and by itself for so long.
constexpr const char* kLookAgainSeconds = "3";
constexpr std::chrono::minutes kWatched{10};

const std::vector<std::string>& typed_for(const Typed& typed, const std::string& field) {
    static const std::vector<std::string> kNothing;
    const auto found = typed.find(field);
    return found == typed.end() ? kNothing : found->second;
}

bool is_underway(const std::optional<store::Intakes::Intake>& intake) {
    return intake && !intake->raised && !intake->refusal;
}

}  // namespace

http::Response AssistantPage::page(
    const http::Request& request, const View& view, const Shown& shown
) const {
    const Reader& reader = view.visitor.reader;
    base::TemplateValues values("assistant");
    values.set("PATH", project_.path);
    values.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
    if (shown.word) values.add("WORD").set("TEXT", reader.say(*shown.word));
    for (const Utterance& each : view.state.said) {
        base::TemplateValues& said = values.add("SAID");
        said.set("TEXT", each.text);
        said.set("WHOSE", each.is_visitors ? "visitors" : "assistants");
        said.show(each.is_visitors ? "BY_VISITOR" : "BY_ASSISTANT");
    }
    const Prompt prompt = prompt_of(*project_.assistant, view.facts, view.state);
    add_prompt(values, request, view, prompt, shown);
    add_controls(values, view);
    auto response = rooms_.renderer.page(
        rooms_.frame(project_, view.visitor, reader.say("Assistant"_en), shown.status),
        "assistant",
        values
    );
    rooms_.visitors.remember_browser(response, view.visitor);
    const bool is_watched = prompt.kind == PromptKind::Sent && is_underway(view.intake) &&
                            rooms_.clock.now() < view.intake->created + kWatched;
    if (is_watched) response.headers.push_back({"Refresh", kLookAgainSeconds});
    return response;
}

base::TemplateValues& AssistantPage::add_form(
    base::TemplateValues& values, std::string_view section, const View& view
) const {
    base::TemplateValues& form = values.add(section);
    form.set("ACTION", assistant_path(project_));
    form.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
    form.set("TURN", turn_of(view));
    return form;
}

void AssistantPage::add_prompt(
    base::TemplateValues& values,
    const http::Request& request,
    const View& view,
    const Prompt& prompt,
    const Shown& shown
) const {
    if (!prompt.text.empty()) values.add("QUESTION").set("TEXT", prompt.text);
    const auto line = [&](const char* section) {
        base::TemplateValues& form = add_form(values, section, view);
        form.set("TYPED", shown.typed.empty() ? "" : shown.typed.front());
        if (!shown.problem.empty()) form.add("PROBLEM").set("TEXT", shown.problem);
    };
    switch (prompt.kind) {
        case PromptKind::Articles: add_articles(values, request, view); [[fallthrough]];
        case PromptKind::Choose:
        case PromptKind::Type:
        case PromptKind::Status: {
            base::TemplateValues& form = add_form(values, "CHOICES", view);
            if (!shown.problem.empty()) form.add("PROBLEM").set("TEXT", shown.problem);
            for (const auto& [value, label] : prompt.options) {
                base::TemplateValues& choice = form.add("CHOICE");
                choice.set("VALUE", value);
                choice.set("LABEL", label);
            }
            break;
        }
        case PromptKind::Question: line("LINE"); break;
        case PromptKind::Note: line("NOTE"); break;
        case PromptKind::Address: line("ADDRESS"); break;
        case PromptKind::Field: add_field(values, view, prompt, shown); break;
        case PromptKind::Summary: add_summary(values, view); break;
        case PromptKind::Sent: add_sent(values, view); break;
        case PromptKind::SignIn: values.add("SIGN_IN").set("PATH", project_.path); break;
        case PromptKind::NoForm: values.add("NO_FORM").set("PATH", project_.path); break;
        case PromptKind::NoRequests:
            values.add("NO_REQUESTS").set("PATH", project_.path);
            add_form(values, "GO_ON", view);
            break;
        case PromptKind::Told: add_form(values, "GO_ON", view); break;
        case PromptKind::Over: values.show("OVER"); break;
    }
    if (prompt.may_pass_over) add_form(values, "PASS", view);
}

void AssistantPage::add_field(
    base::TemplateValues& values, const View& view, const Prompt& prompt, const Shown& shown
) const {
    const bool is_again = !shown.problem.empty() || !shown.typed.empty();
    add_form(values, "FIELD", view)
        .set(
            "FIELD_HTML",
            form_field(
                rooms_.renderer,
                view.visitor.reader,
                *prompt.field,
                is_again ? shown.typed : typed_for(view.state.typed, prompt.field->id),
                shown.problem
            )
        );
}

void AssistantPage::add_articles(
    base::TemplateValues& values, const http::Request& request, const View& view
) const {
    if (!rooms_.allow(kSearches, view.visitor, request)) return values.show("NO_ARTICLES");
    const auto found = rooms_.search_help(project_.key, view.state.question);
    if (!found || found->empty()) {
        if (!found) {
            rooms_.log.warning(
                "help.search_failed",
                {{"project", project_.key.value()},
                 {"kind", base::name_of(found.error().kind)},
                 {"reason", found.error().message}}
            );
        }
        return values.show("NO_ARTICLES");
    }
    remember_articles(rooms_, project_, *found);
    portal::add_articles(values.add("ARTICLES"), project_, *found);
}

void AssistantPage::add_summary(base::TemplateValues& values, const View& view) const {
    base::TemplateValues& summary = add_form(values, "SUMMARY", view);
    const auto add_change =
        [&](std::string_view name, std::string_view value, const std::string& field) {
            base::TemplateValues& row = add_form(summary, "ROW", view);
            row.set("NAME", name);
            if (value.empty()) {
                row.show("NOTHING");
            } else {
                row.set("VALUE", value);
            }
            row.set("FIELD", field);
        };
    for (const model::FormField& field : view.form) {
        const bool is_answered =
            view.state.typed.contains(field.id) && field.kind != model::FieldKind::Unsupported;
        if (!is_answered) continue;
        add_change(
            field.name, shown_answer(field, typed_for(view.state.typed, field.id)), field.id
        );
    }
    if (!view.facts.is_known)
        add_change(view.visitor.reader.say("E-mail address"_en), view.state.address, "address");
}

void AssistantPage::add_sent(base::TemplateValues& values, const View& view) const {
    base::TemplateValues& sent = values.add("SENT");
    if (!view.intake) {
        sent.show("GONE");
    } else if (view.intake->refusal) {
        base::TemplateValues& refused = sent.add("REFUSED");
        const auto& refusal = *view.intake->refusal;
        if (!refusal.message.empty()) refused.add("WHY").set("TEXT", refusal.message);
        for (const auto& [field, why] : refusal.fields) refused.add("WHY").set("TEXT", why);
        add_form(values, "CORRECT", view);
        return;
    } else if (view.intake->raised) {
        base::TemplateValues& raised = sent.add("RAISED");
        raised.set("KEY", view.intake->raised->key.value());
        raised.set(
            "HREF",
            view.path.value_or(fmt::format("{}/{}", sent_request_path(project_), view.intake->id))
        );
        if (view.code) {
            base::TemplateValues& code = raised.add("CODE");
            code.set("KEY", view.intake->raised->key.value());
            code.set("CODE", *view.code);
            code.set("PATH", project_.path);
        }
        if (!view.state.address.empty()) raised.add("MAILED").set("ADDRESS", view.state.address);
    } else {
        sent.show(view.intake->error.empty() ? "SENDING" : "WAITING");
    }
    add_form(values, "GO_ON", view);
}

void AssistantPage::add_controls(base::TemplateValues& values, const View& view) const {
    base::TemplateValues& controls = values.add("CONTROLS");
    add_form(controls, "RESTART", view);
    if (view.state.step != project_.assistant->people) add_form(controls, "PEOPLE", view);
    controls.set("CLOSE", home_path(project_));
}

}  // namespace connector::portal
