#include "connector/portal/assistant_page.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/portal/guest_page.hpp"
#include "connector/portal/paths.hpp"
#include "connector/portal/request_filing.hpp"
#include "connector/portal/typed_text.hpp"
#include "connector/store/request_lists.hpp"
#include "connector/store/request_types.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

constexpr access::LimitRule kAnswers{"portal.assistant", 120, std::chrono::minutes{10}};
constexpr int kOwnRequests = 10;

constexpr English kOvertaken = "That was answered already. The conversation goes on here."_en;
constexpr English kEnded =
    "The conversation had been idle for an hour and has ended. Let us begin again."_en;
constexpr English kTooFast = "A little too fast. Wait a minute, then answer again."_en;
constexpr English kTooMuch = "That was a lot at once. Wait a few minutes and send it then."_en;

Deed deed_named(std::string_view name) {
    if (name == "pass") return Deed::PassOver;
    if (name == "change") return Deed::Change;
    if (name == "send") return Deed::Send;
    if (name == "people") return Deed::People;
    if (name == "restart") return Deed::Restart;
    return Deed::Answer;
}

config::AssistantStepKind kind_at(const config::AssistantFlow& flow, const DialogueState& state) {
    const auto step = flow.steps.find(state.step);
    return step == flow.steps.end() ? config::AssistantStepKind::Say : step->second.kind;
}

base::Metrics::Counter counter(const Rooms& rooms, const char* outcome) {
    if (rooms.metrics == nullptr) return {};
    return rooms.metrics->counter(
        "connector_assistant_dialogues_total",
        "Dialogues with the assistant: begun, filed a request, answered by an article.",
        {{"outcome", outcome}}
    );
}

}  // namespace

AssistantPage::AssistantPage(const Rooms& rooms, const PortalProject& project)
    : rooms_(rooms),
      project_(project),
      begun_(counter(rooms, "begun")),
      filed_(counter(rooms, "filed")),
      helped_(counter(rooms, "helped")) {}

http::Response AssistantPage::show(const http::Request& request) const {
    View view;
    look(request, view);
    if (!view.may_use) return rooms_.deny(request, project_, view.visitor);
    rooms_.keep_alive(view.visitor);
    return page(request, view, {});
}

http::Response AssistantPage::answer(const http::Request& request) const {
    View view;
    look(request, view);
    if (!view.may_use) return rooms_.deny(request, project_, view.visitor);
    const auto form = http::Form::parse(request.body);
    if (!form || !rooms_.visitors.check_form(request, *form, view.visitor)) {
        return rooms_.error_page(403, request);
    }
    rooms_.keep_alive(view.visitor);
    if (form->value("turn").value_or("") != turn_of(view)) {
        return page(request, view, {.status = 409, .word = view.dialogue ? kOvertaken : kEnded});
    }
    const Prompt prompt = prompt_of(*project_.assistant, view.facts, view.state);
    const Said said = said_in(*form, prompt);
    if (!rooms_.allow(kAnswers, view.visitor, request)) {
        return page(request, view, {.status = 429, .word = kTooFast, .typed = said.values});
    }
    return take(request, view, prompt, said);
}

void AssistantPage::look(const http::Request& request, View& view) const {
    rooms_.database.read([&](store::Connection& connection) {
        view.visitor = rooms_.visitors.recognise(connection, request);
        view.owner = {
            .project = project_.key,
            .browser_hash = rooms_.visitors.browser_hash(view.visitor),
            .contact = view.visitor.contact()};
        look_at_facts(connection, view);
        if (!view.may_use) return 0;
        view.dialogue = store::Dialogues(connection).find(view.owner, rooms_.clock.now());
        // One of another flow, or of another version of this program, begins anew.
        const bool goes_on = view.dialogue && view.dialogue->flow == project_.assistant->digest;
        std::optional<DialogueState> state;
        if (goes_on) state = dialogue_in(view.dialogue->state);
        view.state = state ? *std::move(state) : begin_dialogue(*project_.assistant, view.facts);
        look_at_requests(connection, view);
        look_at_intake(connection, view);
        return 0;
    });
    if (view.may_use) look_at_form(view);
}

void AssistantPage::look_at_facts(store::Connection& connection, View& view) const {
    const Visitor& visitor = view.visitor;
    DialogueFacts& facts = view.facts;
    facts.reader = visitor.reader;
    facts.is_known = visitor.signed_in || (visitor.guest && visitor.guest->claimed_address);
    facts.may_search =
        project_.help &&
        access::may(visitor.subject(), access::PortalAction::SearchHelp, project_.doors);
    const bool is_taken = visitor.signed_in || takes_guests(connection, project_);
    facts.may_raise = is_taken && may_raise(visitor, project_.doors, true);
    facts.may_be_anonymous = is_taken && may_raise(visitor, project_.doors, false);
    facts.once = fresh_once(rooms_.random);
    view.may_use = facts.may_search || facts.may_raise;
    if (!facts.may_raise) return;
    facts.types = store::RequestTypes(connection).of_project(project_.key);
    std::erase_if(facts.types, [](const model::RequestType& type) { return !type.is_shown; });
}

void AssistantPage::look_at_requests(store::Connection& connection, View& view) const {
    if (kind_at(*project_.assistant, view.state) != config::AssistantStepKind::Status) return;
    std::vector<model::Request> requests;
    if (const auto contact = view.visitor.contact()) {
        for (const bool is_done : {false, true}) {
            const auto own =
                store::RequestLists(connection)
                    .own(
                        *contact,
                        {.project = project_.key, .is_done = is_done, .limit = kOwnRequests}
                    );
            for (const auto& entry : own) requests.push_back(entry.request);
        }
    } else if (view.visitor.guest) {
        requests = held_in(connection, project_, *view.visitor.guest);
    }
    const access::Subject subject = subject_in(connection, project_, view.visitor);
    for (const model::Request& request : requests) {
        if (std::ssize(view.facts.requests) == kOwnRequests) return;
        if (!access::may(subject, access::Action::See, request)) continue;
        view.facts.requests.push_back({request.key.value(), request.summary, request.status});
    }
}

void AssistantPage::look_at_intake(store::Connection& connection, View& view) const {
    if (view.state.intake == 0) return;
    auto found = store::Intakes(connection).find(view.state.intake);
    const bool is_theirs =
        found && found->project == project_.key && found->raiser == raiser_of(view.visitor);
    if (!is_theirs) return;
    view.intake = std::move(found);
    if (!view.intake->raised) return;
    const auto& raised = *view.intake->raised;
    const auto request =
        find_request(connection, project_, view.visitor, access::Action::See, raised.key.value());
    if (request) view.path = request_path(project_, request->key);
    const auto& guest = view.visitor.guest;
    const bool holds_it =
        !view.visitor.signed_in && guest &&
        std::find(guest->holds.begin(), guest->holds.end(), raised.request) != guest->holds.end();
    if (holds_it) view.code = rooms_.guests.code_for(connection, raised.request);
}

void AssistantPage::look_at_form(View& view) const {
    const auto kind = kind_at(*project_.assistant, view.state);
    const bool is_asked =
        kind == config::AssistantStepKind::Request || kind == config::AssistantStepKind::People;
    const std::int64_t type = view.state.type;
    const auto& types = view.facts.types;
    const bool is_shown =
        std::any_of(types.begin(), types.end(), [&](const auto& each) { return each.id == type; });
    if (!is_asked || !is_shown) return;
    auto form = rooms_.request_form(project_.key, type);
    if (!form) {
        rooms_.log.warning(
            "request.no_form",
            {{"project", project_.key.value()},
             {"type", type},
             {"kind", base::name_of(form.error().kind)},
             {"reason", form.error().message}}
        );
        return;
    }
    if (!is_answerable(*form)) return;
    view.form = *std::move(form);
    view.facts.form = &view.form;
}

std::string AssistantPage::turn_of(const View& view) {
    if (!view.dialogue) return "0";
    return fmt::format("{}-{}", base::to_millis(view.dialogue->created), view.dialogue->revision);
}

Said AssistantPage::said_in(const http::Form& form, const Prompt& prompt) const {
    Said said{.deed = deed_named(form.value("do").value_or(""))};
    const bool is_field = said.deed == Deed::Answer && prompt.kind == PromptKind::Field;
    if (said.deed == Deed::Change) {
        said.values = form.values("field");
    } else if (is_field) {
        said.values = form.values(input_name(*prompt.field));
    } else {
        said.values = form.values("answer");
    }
    return said;
}

http::Response AssistantPage::take(
    const http::Request& request, View& view, const Prompt& prompt, const Said& said
) const {
    if (prompt.kind == PromptKind::Sent && view.intake && view.intake->refusal &&
        said.deed == Deed::Answer) {
        view.state = after_refusal(view.state, view.facts);
        const bool is_saved = rooms_.database.write([&](store::Connection& connection) {
            return save(connection, view, view.state);
        });
        return is_saved ? go_on() : overtaken(request);
    }
    const Turn turn = take_turn(*project_.assistant, view.facts, view.state, said);
    if (!turn.problem.empty()) {
        return page(request, view, {.status = 422, .problem = turn.problem, .typed = said.values});
    }
    if (turn.is_sending && view.dialogue) return send(request, view, said);
    const bool is_saved = rooms_.database.write([&](store::Connection& connection) {
        return save(connection, view, turn.state);
    });
    if (!is_saved) return overtaken(request);
    if (!view.dialogue) begun_.add();
    if (turn.helped) helped_.add();
    auto response = go_on();
    rooms_.visitors.remember_browser(response, view.visitor);
    return response;
}

bool AssistantPage::save(
    store::Connection& connection, const View& view, const DialogueState& state
) const {
    store::Dialogues dialogues(connection);
    const store::Dialogues::Step step{
        .flow = project_.assistant->digest,
        .state = to_text(state),
        .claimed_address = state.address.empty() ? std::nullopt : std::optional(state.address)};
    const base::Time now = rooms_.clock.now();
    if (!view.dialogue) return dialogues.begin(view.owner, step, now);
    return dialogues.advance(*view.dialogue, view.owner, step, now);
}

http::Response AssistantPage::send(const http::Request& request, View& view, const Said& said)
    const {
    CheckedAnswers checked = check_answers(view.visitor.reader, view.form, view.state.typed);
    if (!checked.problems.empty()) {
        // Jira asks for something else by now: that is asked again.
        DialogueState again = view.state;
        const auto& [field, problem] = *checked.problems.begin();
        again.changing = field;
        const bool is_saved = rooms_.database.write([&](store::Connection& connection) {
            return save(connection, view, again);
        });
        return is_saved ? go_on() : overtaken(request);
    }
    const RequestFiling filing(rooms_, project_);
    if (!filing.is_allowed(view.visitor, request)) {
        return page(request, view, {.status = 429, .word = kTooMuch, .typed = said.values});
    }
    std::optional<std::string> address;
    if (!view.visitor.signed_in && !view.state.address.empty()) address = view.state.address;
    const RequestFiling::Written written{
        .once = view.state.once,
        .type = view.state.type,
        .address = address,
        .answers = std::move(checked.answers)};
    const auto filed = rooms_.database.write(
        [&](store::Connection& connection) -> std::optional<RequestFiling::Filed> {
            // What is overtaken files nothing.
            const auto now = store::Dialogues(connection).find(view.owner, rooms_.clock.now());
            if (!now || now->revision != view.dialogue->revision) return std::nullopt;
            auto made = filing.file(connection, view.visitor, request, written);
            const DialogueState sent = after_sending(view.state, view.facts, made.intake);
            if (!save(connection, view, sent)) {
                throw std::logic_error("a dialogue moved on within a transaction");
            }
            return made;
        }
    );
    if (!filed) return overtaken(request);
    filing.announce(view.visitor, request, address);
    filed_.add();
    auto response = go_on();
    if (filed->begun) rooms_.visitors.remember_guest(response, *filed->begun);
    return response;
}

http::Response AssistantPage::overtaken(const http::Request& request) const {
    View view;
    look(request, view);
    if (!view.may_use) return rooms_.deny(request, project_, view.visitor);
    return page(request, view, {.status = 409, .word = kOvertaken});
}

http::Response AssistantPage::go_on() const {
    return http::see_other(assistant_path(project_) + "#assistant-question");
}

}  // namespace connector::portal
