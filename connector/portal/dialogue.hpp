#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/assistant_flow.hpp"
#include "connector/model/request_form.hpp"
#include "connector/model/request_type.hpp"
#include "connector/portal/form_answers.hpp"
#include "connector/portal/reader.hpp"

/// The assistant's engine: a flow, what is true now, where a dialogue stands and what was answered
/// give where it stands next. Pure functions; whoever calls them has asked policy (the facts) and
/// keeps the state on the server, so that no step is skipped or answered twice (SR-105).
namespace connector::portal {

/// What was said, as it was shown.
struct Utterance {
    bool is_visitors = false;
    std::string text;

    friend bool operator==(const Utterance&, const Utterance&) = default;
};

struct DialogueState {
    std::string step;  ///< of the flow; empty: it is over
    std::vector<Utterance> said{};
    std::string question{};     ///< that articles are shown for
    std::string address{};      ///< normalised, and nobody's until it is proven
    bool is_anonymous = false;  ///< chose to give none
    std::string note{};         ///< to people
    std::int64_t type = 0;      ///< of the request that is asked for; 0: none yet
    std::string once{};         ///< names the request, so that it is filed once
    Typed typed{};              ///< its fields so far; nothing in one: passed over
    std::string changing{};     ///< the field that is asked again
    std::int64_t intake = 0;    ///< what was filed; 0: nothing yet

    friend bool operator==(const DialogueState&, const DialogueState&) = default;
};

/// As JSON, to be stored.
[[nodiscard]] std::string to_text(const DialogueState& state);
/// Nothing for what is none.
[[nodiscard]] std::optional<DialogueState> dialogue_in(std::string_view text);

/// One of the visitor's own requests, which policy lets them see.
struct OwnRequest {
    std::string key;
    std::string summary;
    std::string status;
};

/// What is true now, of this visitor.
struct DialogueFacts {
    Reader reader{};                           ///< who is spoken to
    bool is_known = false;                     ///< needs no asking who they are
    bool may_search = false;                   ///< articles
    bool may_raise = false;                    ///< requests, as who they are or with an address
    bool may_be_anonymous = false;             ///< without an address, too
    std::vector<model::RequestType> types{};   ///< that customers are shown
    const model::RequestForm* form = nullptr;  ///< of the state's type; null: there is none
    std::vector<OwnRequest> requests{};
    std::string once{};  ///< fresh, should a request begin
};

enum class PromptKind {
    Choose,
    Question,  ///< for articles
    Articles,  ///< that were found: did they help?
    Address,
    SignIn,      ///< who is nobody may not do that here
    Type,        ///< of the request
    NoForm,      ///< its type can't be asked for here, or not now
    Field,       ///< of the request
    Summary,     ///< to be corrected, or sent
    Sent,        ///< what becomes of it
    Status,      ///< which of their requests?
    NoRequests,  ///< they have none here
    Note,        ///< to people
    Told,        ///< a text and the way on
    Over,
};

/// What the visitor is asked now.
struct Prompt {
    PromptKind kind = PromptKind::Over;
    std::string text{};
    const model::FormField* field = nullptr;  ///< of Field; of the facts' form
    /// What there is to choose from: the value to answer with, and what it is called.
    std::vector<std::pair<std::string, std::string>> options{};
    bool may_pass_over = false;  ///< a field that is optional, an address
};

/// A new dialogue.
[[nodiscard]] DialogueState begin_dialogue(
    const config::AssistantFlow& flow, const DialogueFacts& facts
);

[[nodiscard]] Prompt prompt_of(
    const config::AssistantFlow& flow, const DialogueFacts& facts, const DialogueState& state
);

enum class Deed {
    Answer,
    PassOver,
    Change,  ///< a field of the summary
    Send,
    People,   ///< hand over
    Restart,  ///< from the beginning
};

struct Said {
    Deed deed = Deed::Answer;
    std::vector<std::string> values{};  ///< of Answer; of Change: the field's id, or "address"
};

struct Turn {
    DialogueState state;
    std::string problem{};    ///< with what was answered; the state is as it was
    bool is_sending = false;  ///< file it; the state is as it was
    bool helped = false;      ///< an article did
};

/// What becomes of it. What does not answer the prompt leaves everything as it is.
[[nodiscard]] Turn take_turn(
    const config::AssistantFlow& flow,
    const DialogueFacts& facts,
    const DialogueState& state,
    const Said& said
);

/// After it was filed.
[[nodiscard]] DialogueState after_sending(
    const DialogueState& state, const DialogueFacts& facts, std::int64_t intake
);
/// After Jira said no: back to the summary, under another name.
[[nodiscard]] DialogueState after_refusal(const DialogueState& state, const DialogueFacts& facts);

}  // namespace connector::portal
