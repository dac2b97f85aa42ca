#include "connector/portal/new_request_page.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/model/email_address.hpp"
#include "connector/portal/form_field.hpp"
#include "connector/portal/paths.hpp"
#include "connector/portal/request_filing.hpp"
#include "connector/portal/typed_text.hpp"
#include "connector/store/request_types.hpp"

namespace connector::portal {
namespace {

/// Where it is looked for again while it is on its way.
constexpr const char* kLookAgainSeconds = "3";
/// For so long by itself; after that there is the link.
constexpr std::chrono::minutes kWatched{10};

}  // namespace

NewRequestPage::View NewRequestPage::look(const http::Request& request) const {
    View view = rooms_.database.read([&](store::Connection& connection) {
        View read;
        read.visitor = rooms_.visitors.recognise(connection, request);
        const bool is_taken = read.visitor.signed_in || takes_guests(connection, project_);
        read.may_raise = is_taken && may_raise(read.visitor, project_.doors, true);
        if (!read.may_raise) return read;
        read.must_give_address = !may_raise(read.visitor, project_.doors, false);
        read.raiser = raiser_of(read.visitor);
        read.types = store::RequestTypes(connection).of_project(project_.key);
        return read;
    });
    std::erase_if(view.types, [](const model::RequestType& type) { return !type.is_shown; });
    if (view.may_raise) rooms_.keep_alive(view.visitor);
    return view;
}

const model::RequestType* NewRequestPage::type_in(const View& view, const http::Request& request) {
    const auto id = base::parse_int(request.path_value("type"));
    const auto found = std::find_if(view.types.begin(), view.types.end(), [&](const auto& type) {
        return type.id == id;
    });
    return found == view.types.end() ? nullptr : &*found;
}

http::Response NewRequestPage::choose(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_raise) return rooms_.deny(request, project_, view.visitor);
    base::TemplateValues values("new_request_types");
    values.set("PATH", project_.path);
    for (const model::RequestType& type : view.types) {
        base::TemplateValues& entry = values.add("TYPE");
        entry.set("HREF", fmt::format("{}/{}", new_request_path(project_), type.id));
        entry.set("NAME", type.name);
        if (!type.description.empty()) entry.add("ABOUT").set("TEXT", type.description);
    }
    if (view.types.empty()) values.show("NOTHING");
    return page(view, 200, view.visitor.reader.say("New request"_en), "new_request_types", values);
}

http::Response NewRequestPage::show(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_raise) return rooms_.deny(request, project_, view.visitor);
    const model::RequestType* type = type_in(view, request);
    if (type == nullptr) return rooms_.error_page(404, request);
    const auto form = rooms_.request_form(project_.key, type->id);
    if (!form) return no_form(view, *type, &form.error());
    if (!is_answerable(*form)) return no_form(view, *type, nullptr);
    return form_page(view, 200, *type, *form, {});
}

http::Response NewRequestPage::send(const http::Request& request) const {
    const View view = look(request);
    if (!view.may_raise) return rooms_.deny(request, project_, view.visitor);
    const auto sent = http::Form::parse(request.body);
    if (!sent || !rooms_.visitors.check_form(request, *sent, view.visitor)) {
        return rooms_.error_page(403, request);
    }
    const std::string_view once = sent->value("once").value_or("");
    if (once.size() != kOnceSize) return rooms_.error_page(403, request);
    const model::RequestType* type = type_in(view, request);
    if (type == nullptr) return rooms_.error_page(404, request);
    const auto form = rooms_.request_form(project_.key, type->id);
    if (!form) return no_form(view, *type, &form.error());
    if (!is_answerable(*form)) return no_form(view, *type, nullptr);

    Filled filled{.typed = typed_in(*form, *sent)};
    CheckedAnswers checked = check_answers(view.visitor.reader, *form, filled.typed);
    filled.problems = std::move(checked.problems);
    filled.address = base::trim(sent->value("address").value_or(""));
    const auto address = view.visitor.signed_in ? base::Result<std::string>(std::string())
                                                : model::normalize_address(filled.address);
    if (!address && (view.must_give_address || !filled.address.empty())) {
        filled.address_problem =
            view.visitor.reader.say("Type your e-mail address, so that the answer reaches you."_en);
    }
    if (!filled.problems.empty() || !filled.address_problem.empty()) {
        return form_page(view, 422, *type, *form, filled);
    }
    const RequestFiling filing(rooms_, project_);
    if (!filing.is_allowed(view.visitor, request)) {
        filled.problem = view.visitor.reader.say(
            "That was a lot at once. Wait a few minutes and send it then."_en
        );
        return form_page(view, 429, *type, *form, filled);
    }
    RequestFiling::Written written{
        .once = once, .type = type->id, .answers = std::move(checked.answers)};
    if (address && !address->empty()) written.address = *address;
    const auto filed = rooms_.database.write([&](store::Connection& connection) {
        return filing.file(connection, view.visitor, request, written);
    });
    filing.announce(view.visitor, request, written.address);
    auto response =
        http::see_other(fmt::format("{}/{}", sent_request_path(project_), filed.intake));
    if (filed.begun) rooms_.visitors.remember_guest(response, *filed.begun);
    return response;
}

http::Response NewRequestPage::sent(const http::Request& request) const {
    const View view = look(request);
    const auto id = base::parse_int(request.path_value("intake"));
    if (!view.may_raise || !id) return rooms_.deny(request, project_, view.visitor);
    std::optional<model::Request> raised;
    const auto intake = rooms_.database.read([&](store::Connection& connection) {
        auto found = store::Intakes(connection).find(*id);
        if (found && found->raised) {
            raised = find_request(
                connection, project_, view.visitor, access::Action::See, found->raised->key.value()
            );
        }
        return found;
    });
    const bool is_theirs =
        intake && intake->project == project_.key && intake->raiser == view.raiser;
    if (!is_theirs) return rooms_.deny(request, project_, view.visitor);
    if (raised) return http::see_other(request_path(project_, raised->key));
    if (intake->refusal) return refused(request, view, *intake);

    base::TemplateValues values("new_request_sent");
    values.set("PATH", project_.path);
    values.set("SUMMARY", intake->summary);
    values.set("HREF", fmt::format("{}/{}", sent_request_path(project_), *id));
    values.show(intake->raised ? "SENT" : intake->error.empty() ? "SENDING" : "WAITING");
    auto response =
        page(view, 200, view.visitor.reader.say("New request"_en), "new_request_sent", values);
    const bool is_fresh = rooms_.clock.now() < intake->created + kWatched;
    if (is_fresh) response.headers.push_back({"Refresh", kLookAgainSeconds});
    return response;
}

http::Response NewRequestPage::page(
    const View& view,
    int status,
    std::string_view title,
    std::string_view content,
    const base::TemplateValues& values
) const {
    auto response =
        rooms_.renderer.page(rooms_.frame(project_, view.visitor, title, status), content, values);
    rooms_.visitors.remember_browser(response, view.visitor);
    return response;
}

http::Response NewRequestPage::form_page(
    const View& view,
    int status,
    const model::RequestType& type,
    const model::RequestForm& form,
    const Filled& filled
) const {
    base::TemplateValues values("new_request");
    values.set("PATH", project_.path);
    values.set("TYPE", type.name);
    values.set("ACTION", fmt::format("{}/{}", new_request_path(project_), type.id));
    values.set("FORM_TOKEN", rooms_.visitors.form_token(view.visitor));
    values.set("ONCE", fresh_once(rooms_.random));
    if (!type.help.empty()) values.add("ABOUT").set("TEXT", type.help);
    if (!filled.problem.empty()) values.add("FORM_PROBLEM").set("TEXT", filled.problem);
    if (!view.visitor.signed_in) add_address(values, view, filled);
    for (const model::FormField& field : form) {
        const auto typed = filled.typed.find(field.id);
        const auto problem = filled.problems.find(field.id);
        values.add("FIELD").set(
            "FIELD_HTML",
            form_field(
                rooms_.renderer,
                view.visitor.reader,
                field,
                typed == filled.typed.end() ? std::vector<std::string>() : typed->second,
                problem == filled.problems.end() ? std::string_view() : problem->second
            )
        );
    }
    add_offers(values, view, form);
    return page(view, status, type.name, "new_request", values);
}

void NewRequestPage::add_offers(
    base::TemplateValues& values, const View& view, const model::RequestForm& form
) const {
    const bool may_search =
        access::may(view.visitor.subject(), access::PortalAction::SearchHelp, project_.doors);
    const auto summary = std::find_if(form.begin(), form.end(), [](const auto& field) {
        return field.id == kSummaryField;
    });
    if (!project_.help || !may_search || summary == form.end()) return;
    base::TemplateValues& offers = values.add("OFFERS");
    offers.set("PLACE", help_offers_path(project_));
    offers.set("FIELD", input_name(*summary));
    offers.set("SCRIPT", rooms_.renderer.script_path("offers"));
}

http::Response NewRequestPage::no_form(
    const View& view, const model::RequestType& type, const base::Error* error
) const {
    base::TemplateValues values("new_request_none");
    values.set("PATH", project_.path);
    values.set("TYPE", type.name);
    const bool is_elsewhere = error == nullptr || error->kind == base::ErrorKind::NotFound ||
                              error->kind == base::ErrorKind::Denied;
    values.show(is_elsewhere ? "ELSEWHERE" : "AWAY");
    if (error != nullptr) {
        rooms_.log.warning(
            "request.no_form",
            {{"project", project_.key.value()},
             {"type", type.id},
             {"kind", base::name_of(error->kind)},
             {"reason", error->message}}
        );
    }
    return page(view, is_elsewhere ? 200 : 503, type.name, "new_request_none", values);
}

void NewRequestPage::add_address(
    base::TemplateValues& values, const View& view, const Filled& filled
) const {
    base::TemplateValues& input = values.add("ADDRESS");
    const auto& guest = view.visitor.guest;
    const bool is_blank = filled.address.empty() && guest && guest->claimed_address;
    input.set("TYPED", is_blank ? *guest->claimed_address : filled.address);
    input.show(view.must_give_address ? "IS_REQUIRED" : "IS_OPTIONAL");
    if (!filled.address_problem.empty()) input.add("PROBLEM").set("TEXT", filled.address_problem);
}

http::Response NewRequestPage::refused(
    const http::Request& request, const View& view, const store::Intakes::Intake& intake
) const {
    const auto type = std::find_if(view.types.begin(), view.types.end(), [&](const auto& each) {
        return each.id == intake.type;
    });
    const auto form = rooms_.request_form(project_.key, intake.type);
    if (type == view.types.end() || !form || !is_answerable(*form)) {
        const std::string path = new_request_path(project_);
        return rooms_.renderer.dead_end(
            {.reader = view.visitor.reader,
             .status = 200,
             .title = view.visitor.reader.say("New request"_en),
             .project = &project_},
            view.visitor.reader.say("This request was not accepted"_en),
            view.visitor.reader.say("It can't be sent from here. Nothing was raised."_en),
            Renderer::WayOn{view.visitor.reader.say("New request"_en), path},
            request.id
        );
    }
    Filled filled{
        .typed = typed_in(intake.answers), .problems = problems_of(*intake.refusal, *form)};
    const Reader& reader = view.visitor.reader;
    const std::string& answer = intake.refusal->message;
    if (!filled.problems.empty()) {
        filled.problem = reader.say(
            "Your request was not accepted, and nothing was raised. "
            "Please look at what is marked below."_en
        );
    } else if (!answer.empty()) {
        filled.problem = reader.say(
            "Your request was not accepted, and nothing was raised. The answer was: {{ANSWER}}"_en,
            {{"ANSWER", answer}}
        );
    } else {
        filled.problem = reader.say("Your request was not accepted, and nothing was raised."_en);
    }
    return form_page(view, 200, *type, *form, filled);
}

}  // namespace connector::portal
