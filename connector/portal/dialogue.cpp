#include "connector/portal/dialogue.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "connector/model/email_address.hpp"
#include "connector/portal/typed_text.hpp"

namespace connector::portal {
namespace {

using config::AssistantFlow;
using config::AssistantStep;
using Kind = config::AssistantStepKind;

constexpr const char* kSummary = "summary";          // Jira's ids of the two fields
constexpr const char* kDescription = "description";  // that a note to people fills
constexpr const char* kAddress = "address";
constexpr std::size_t kMostSaid = 100;
constexpr std::size_t kMostShown = 600;    // of one answer, in what was said
constexpr std::size_t kMostAsked = 600;    // bytes of a question, as on the help page
constexpr std::size_t kMostNote = 10'000;  // leaves room for what was said, below Jira's 32,767
constexpr std::size_t kMostTold = 12'000;
constexpr std::size_t kMostHeading = 100;

/// One turn's work on a copy of the state.
class Engine {
public:
    Engine(const AssistantFlow& flow, const DialogueFacts& facts, DialogueState state)
        : flow_(flow), facts_(facts), turn_{std::move(state)} {}

    void restart() {
        turn_.state = {};
        enter(flow_.start);
    }

    Turn take(const Said& said) {
        const Prompt prompt = prompt_of(flow_, facts_, turn_.state);
        switch (said.deed) {
            case Deed::Restart: restart(); break;
            case Deed::People: enter(flow_.people); break;
            case Deed::Change: change(prompt, said); break;
            case Deed::Send: turn_.is_sending = prompt.kind == PromptKind::Summary; break;
            case Deed::PassOver: pass_over(prompt); break;
            case Deed::Answer: answer(prompt, said); break;
        }
        return std::move(turn_);
    }

private:
    DialogueState& state() { return turn_.state; }

    [[nodiscard]] const AssistantStep& step() const { return flow_.steps.at(turn_.state.step); }

    void say(bool is_visitors, std::string_view text) {
        auto& said = state().said;
        said.push_back({is_visitors, std::string(base::shorten(text, kMostShown))});
        if (said.size() > kMostSaid) said.erase(said.begin());
    }

    void exchange(const Prompt& prompt, std::string_view answer) {
        say(false, prompt.text);
        say(true, answer);
    }

    void fail(std::string_view problem) { turn_.problem = problem; }

    /// Goes on to the next step that asks something.
    void enter(const std::string& first) {
        std::string name = first;
        // No flow has a circle without a question; the bound is for safety alone.
        for (std::size_t i = 0; i <= flow_.steps.size() && !name.empty(); ++i) {
            state().step = name;
            const AssistantStep& entered = step();
            if (entered.kind == Kind::Say) {
                say(false, entered.say.in(facts_.reader.language().tag));
            } else if (!is_passed_by(entered)) {
                begin(entered);
                return;
            }
            name = entered.next;
        }
        state().step.clear();
    }

    [[nodiscard]] bool is_passed_by(const AssistantStep& entered) const {
        if (entered.kind == Kind::FindArticles) return !facts_.may_search;
        return entered.kind == Kind::Identify && !wants_address();
    }

    [[nodiscard]] bool wants_address() const {
        const bool is_answered =
            !turn_.state.address.empty() || (turn_.state.is_anonymous && facts_.may_be_anonymous);
        return !facts_.is_known && !is_answered && facts_.may_raise;
    }

    void begin(const AssistantStep& entered) {
        state().question.clear();
        if (entered.kind != Kind::Request && entered.kind != Kind::People) return;
        state().note.clear();
        state().typed.clear();
        state().changing.clear();
        state().intake = 0;
        state().once = facts_.once;
        state().type = type_of(entered);
        const bool is_announced = entered.kind == Kind::Request && state().type != 0;
        if (is_announced) say(false, entered.say.in(facts_.reader.language().tag));
    }

    /// The one that the flow names, if customers are shown it; else the only one there is.
    [[nodiscard]] std::int64_t type_of(const AssistantStep& entered) const {
        for (const model::RequestType& type : facts_.types) {
            const bool is_named =
                entered.type != 0 ? type.id == entered.type : type.name == entered.type_name;
            if (is_named) return type.id;
        }
        return facts_.types.size() == 1 ? facts_.types.front().id : 0;
    }

    void change(const Prompt& prompt, const Said& said) {
        if (prompt.kind != PromptKind::Summary || said.values.size() != 1) return;
        const std::string& field = said.values.front();
        if (field == kAddress && !facts_.is_known) {
            state().address.clear();
            state().is_anonymous = false;
        } else if (state().typed.contains(field)) {
            state().changing = field;
        }
    }

    void pass_over(const Prompt& prompt) {
        if (!prompt.may_pass_over) return;
        if (prompt.kind == PromptKind::Address) {
            exchange(prompt, facts_.reader.say("Without an address"_en));
            state().is_anonymous = true;
            go_on_from_address();
        } else if (prompt.kind == PromptKind::Field) {
            exchange(prompt, facts_.reader.say("(nothing)"_en));
            keep(*prompt.field, {});
        }
    }

    void go_on_from_address() {
        if (step().kind == Kind::Identify) enter(step().next);
    }

    void keep(const model::FormField& field, std::vector<std::string> values) {
        state().typed[field.id] = std::move(values);
        state().changing.clear();
    }

    void answer(const Prompt& prompt, const Said& said) {
        const std::string value = said.values.size() == 1 ? said.values.front() : "";
        switch (prompt.kind) {
            case PromptKind::Choose: return choose(prompt, value);
            case PromptKind::Question: return ask(prompt, clean_line(value));
            case PromptKind::Articles: return judge(prompt, value);
            case PromptKind::Address: return identify(prompt, value);
            case PromptKind::Type: return choose_type(prompt, value);
            case PromptKind::Field: return fill_in(prompt, said.values);
            case PromptKind::Status: return tell_status(prompt, value);
            case PromptKind::Note: return take_note(prompt, clean_text(value));
            case PromptKind::Sent:
            case PromptKind::SignIn:
            case PromptKind::NoForm:
            case PromptKind::NoRequests:
            case PromptKind::Told: return go_on(prompt);
            case PromptKind::Summary:
            case PromptKind::Over: return;
        }
    }

    /// The label of what was chosen; null, with a problem, when it is none of the options.
    const std::string* chosen(const Prompt& prompt, const std::string& value) {
        for (const auto& [known, label] : prompt.options) {
            if (known == value) return &label;
        }
        fail(facts_.reader.say("Please choose from the list."_en));
        return nullptr;
    }

    void choose(const Prompt& prompt, const std::string& value) {
        const std::string* label = chosen(prompt, value);
        if (label == nullptr) return;
        exchange(prompt, *label);
        const auto number = static_cast<std::size_t>(base::parse_int(value).value_or(0));
        enter(std::string(step().choices.at(number).next));
    }

    void ask(const Prompt& prompt, const std::string& question) {
        if (question.empty()) return fail(facts_.reader.say("Please write something first."_en));
        if (question.size() > kMostAsked)
            return fail(facts_.reader.say("That is too long. Please shorten it."_en));
        exchange(prompt, question);
        state().question = question;
    }

    void judge(const Prompt& prompt, const std::string& value) {
        const std::string* label = chosen(prompt, value);
        if (label == nullptr) return;
        say(true, *label);
        turn_.helped = value == "yes";
        enter(turn_.helped ? step().helped : step().next);
    }

    void identify(const Prompt& prompt, const std::string& value) {
        const auto address = model::normalize_address(value);
        if (!address)
            return fail(facts_.reader.say("That does not look like an e-mail address."_en));
        exchange(prompt, *address);
        state().address = *address;
        go_on_from_address();
    }

    void choose_type(const Prompt& prompt, const std::string& value) {
        const std::string* label = chosen(prompt, value);
        if (label == nullptr) return;
        exchange(prompt, *label);
        state().type = base::parse_int(value).value_or(0);
    }

    void fill_in(const Prompt& prompt, const std::vector<std::string>& values) {
        CheckedAnswer checked = check_answer(facts_.reader, *prompt.field, values);
        if (!checked.problem.empty()) return fail(checked.problem);
        const std::string shown = shown_answer(*prompt.field, checked.values);
        exchange(prompt, shown.empty() ? facts_.reader.say("(nothing)"_en) : shown);
        keep(*prompt.field, std::move(checked.values));
    }

    void tell_status(const Prompt& prompt, const std::string& value) {
        const std::string* label = chosen(prompt, value);
        if (label == nullptr) return;
        exchange(prompt, *label);
        for (const OwnRequest& request : facts_.requests) {
            if (request.key != value) continue;
            say(false,
                facts_.reader.say(
                    "{{KEY}} stands like this: {{STATUS}}"_en,
                    {{"KEY", request.key}, {"STATUS", request.status}}
                ));
        }
        enter(step().next);
    }

    /// The note opens the request; what was said before comes below it.
    void take_note(const Prompt& prompt, const std::string& note) {
        if (note.empty()) return fail(facts_.reader.say("Please write something first."_en));
        if (note.size() > kMostNote)
            return fail(facts_.reader.say("That is too long. Please shorten it."_en));
        const std::string before = transcript();
        exchange(prompt, note);
        state().note = note;
        const std::string heading = clean_line(note.substr(0, note.find('\n')));
        state().typed[kSummary] = {std::string(base::shorten(heading, kMostHeading))};
        state().typed[kDescription] = {before.empty() ? note : note + "\n\n" + before};
    }

    /// "> Assistant: Hello", so that people need not ask again.
    [[nodiscard]] std::string transcript() const {
        std::string text;
        for (const Utterance& each : turn_.state.said) {
            if (each.text.empty()) continue;
            if (!text.empty()) text += '\n';
            text += each.is_visitors ? "Visitor: " : "Assistant: ";
            text += clean_line(each.text);
        }
        return std::string(base::shorten(text, kMostTold));
    }

    void go_on(const Prompt& prompt) {
        if (!prompt.text.empty()) say(false, prompt.text);
        enter(step().next);
    }

    const AssistantFlow& flow_;
    const DialogueFacts& facts_;
    Turn turn_;
};

/// Finds out what is asked now.
class Asking {
public:
    Asking(const AssistantFlow& flow, const DialogueFacts& facts, const DialogueState& state)
        : facts_(facts), state_(state) {
        const auto found = flow.steps.find(state.step);
        step_ = found == flow.steps.end() ? nullptr : &found->second;
    }

    [[nodiscard]] Prompt prompt() const {
        if (step_ == nullptr) return {};
        Prompt prompt{.text = std::string(step_->say.in(facts_.reader.language().tag))};
        switch (step_->kind) {
            case Kind::Choose: choose(prompt); break;
            case Kind::FindArticles: articles(prompt); break;
            case Kind::Identify: address(prompt); break;
            case Kind::Status: status(prompt); break;
            case Kind::Request: request(prompt); break;
            case Kind::People: people(prompt); break;
            case Kind::Say: prompt = {}; break;
        }
        return prompt;
    }

private:
    void choose(Prompt& prompt) const {
        prompt.kind = PromptKind::Choose;
        int number = 0;
        for (const config::AssistantChoice& choice : step_->choices) {
            prompt.options.emplace_back(
                std::to_string(number++), choice.text.in(facts_.reader.language().tag)
            );
        }
    }

    void articles(Prompt& prompt) const {
        prompt.kind = PromptKind::Question;
        if (state_.question.empty()) return;
        prompt.kind = PromptKind::Articles;
        prompt.options.emplace_back("yes", facts_.reader.say("Yes, that helped"_en));
        prompt.options.emplace_back("no", facts_.reader.say("No, that did not help"_en));
    }

    void address(Prompt& prompt) const {
        prompt.kind = facts_.may_raise ? PromptKind::Address : PromptKind::SignIn;
        prompt.may_pass_over = facts_.may_be_anonymous;
    }

    void status(Prompt& prompt) const {
        prompt.kind = facts_.requests.empty() ? PromptKind::NoRequests : PromptKind::Status;
        for (const OwnRequest& request : facts_.requests) {
            prompt.options.emplace_back(request.key, request.key + ": " + request.summary);
        }
    }

    void people(Prompt& prompt) const {
        if (!step_->files) {
            prompt.kind = PromptKind::Told;
        } else if (!facts_.may_raise) {
            prompt.kind = PromptKind::SignIn;
        } else if (state_.note.empty()) {
            prompt.kind = PromptKind::Note;
        } else {
            prompt.text = facts_.reader.say("What kind of request is it?"_en);
            request(prompt);
        }
    }

    void request(Prompt& prompt) const {
        const bool is_nobody = !facts_.is_known && state_.address.empty() &&
                               !(state_.is_anonymous && facts_.may_be_anonymous);
        if (!facts_.may_raise) {
            prompt.kind = PromptKind::SignIn;
        } else if (state_.type == 0) {
            prompt.kind = facts_.types.empty() ? PromptKind::NoForm : PromptKind::Type;
            for (const model::RequestType& type : facts_.types) {
                prompt.options.emplace_back(std::to_string(type.id), type.name);
            }
        } else if (state_.intake != 0) {
            prompt = {.kind = PromptKind::Sent};
        } else if (is_nobody) {
            prompt.text = facts_.reader.say("To which e-mail address should the answer go?"_en);
            address(prompt);
        } else if (facts_.form == nullptr) {
            prompt = {.kind = PromptKind::NoForm};
        } else {
            field(prompt);
        }
    }

    void field(Prompt& prompt) const {
        const model::FormField* asked = next_field();
        if (asked == nullptr) {
            prompt.kind = PromptKind::Summary;
            prompt.text = facts_.reader.say("This is what I will send. Is everything right?"_en);
            return;
        }
        prompt.kind = PromptKind::Field;
        prompt.text = asked->name;
        prompt.field = asked;
        prompt.may_pass_over = !asked->is_required;
    }

    /// Of a note to people, what is required alone.
    [[nodiscard]] const model::FormField* next_field() const {
        for (const model::FormField& each : *facts_.form) {
            if (each.kind == model::FieldKind::Unsupported) continue;
            if (!state_.changing.empty()) {
                if (each.id == state_.changing) return &each;
                continue;
            }
            const bool is_asked = state_.note.empty() || each.is_required;
            if (is_asked && !state_.typed.contains(each.id)) return &each;
        }
        return nullptr;
    }

    const DialogueFacts& facts_;
    const DialogueState& state_;
    const AssistantStep* step_;
};

}  // namespace

DialogueState begin_dialogue(const AssistantFlow& flow, const DialogueFacts& facts) {
    return take_turn(flow, facts, {}, {.deed = Deed::Restart}).state;
}

Prompt prompt_of(
    const AssistantFlow& flow, const DialogueFacts& facts, const DialogueState& state
) {
    return Asking(flow, facts, state).prompt();
}

Turn take_turn(
    const AssistantFlow& flow,
    const DialogueFacts& facts,
    const DialogueState& state,
    const Said& said
) {
    return Engine(flow, facts, state).take(said);
}

DialogueState after_sending(
    const DialogueState& state, const DialogueFacts& facts, std::int64_t intake
) {
    DialogueState sent = state;
    sent.said.push_back(
        {false, std::string(facts.reader.say("This is what I will send. Is everything right?"_en))}
    );
    sent.said.push_back({true, std::string(facts.reader.say("Send it"_en))});
    sent.intake = intake;
    return sent;
}

DialogueState after_refusal(const DialogueState& state, const DialogueFacts& facts) {
    DialogueState again = state;
    again.intake = 0;
    again.once = facts.once;
    return again;
}

}  // namespace connector::portal
