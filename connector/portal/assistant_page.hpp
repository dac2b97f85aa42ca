#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.hpp"
#include "connector/portal/dialogue.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/store/dialogues.hpp"
#include "connector/store/intakes.hpp"

namespace connector::portal {

/// The assistant: a dialogue by the project's flow, as a sequence of pages that need no script. An
/// answer is posted and leads back here. Where it stands is kept in the store, bound to the browser
/// (SR-105): a form of an earlier step changes nothing and shows the current one.
///
/// What a step may do is asked of policy at that step. Requests are filed as the form of
/// NewRequestPage does it, once for each dialogue and request.
class AssistantPage {
public:
    AssistantPage(const Rooms& rooms, const PortalProject& project);

    /// Changes nothing: a dialogue begins with its first answer.
    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response answer(const http::Request& request) const;

private:
    struct View {
        Visitor visitor;
        store::Dialogues::Owner owner;
        std::optional<store::Dialogues::Dialogue> dialogue{};
        DialogueState state{};
        DialogueFacts facts{};
        model::RequestForm form{};                       ///< the facts point to it
        std::optional<store::Intakes::Intake> intake{};  ///< theirs, that the state names
        std::optional<std::string> path{};  ///< of the request that it became, if it is here
        std::optional<std::string> code{};  ///< to come back to it with
        bool may_use = false;

        View() = default;
        View(const View&) = delete;
        View& operator=(const View&) = delete;
    };

    /// What the page says besides where the dialogue stands.
    struct Shown {
        int status = 200;
        std::optional<English> word{};  ///< a friendly one
        std::string_view problem{};     ///< with the answer
        std::vector<std::string> typed{};
    };

    void look(const http::Request& request, View& view) const;
    void look_at_facts(store::Connection& connection, View& view) const;
    void look_at_requests(store::Connection& connection, View& view) const;
    void look_at_intake(store::Connection& connection, View& view) const;
    void look_at_form(View& view) const;
    /// "1795262400000-3": the dialogue and how far it is; "0" before the first answer.
    [[nodiscard]] static std::string turn_of(const View& view);

    [[nodiscard]] Said said_in(const http::Form& form, const Prompt& prompt) const;
    [[nodiscard]] http::Response take(
        const http::Request& request, View& view, const Prompt& prompt, const Said& said
    ) const;
    /// False: another answer came first.
    [[nodiscard]] bool save(
        store::Connection& connection, const View& view, const DialogueState& state
    ) const;
    [[nodiscard]] http::Response send(const http::Request& request, View& view, const Said& said)
        const;
    /// The dialogue as it stands, after somebody else's answer.
    [[nodiscard]] http::Response overtaken(const http::Request& request) const;
    [[nodiscard]] http::Response go_on() const;

    [[nodiscard]] http::Response page(
        const http::Request& request, const View& view, const Shown& shown
    ) const;
    void add_prompt(
        base::TemplateValues& values,
        const http::Request& request,
        const View& view,
        const Prompt& prompt,
        const Shown& shown
    ) const;
    void add_field(
        base::TemplateValues& values, const View& view, const Prompt& prompt, const Shown& shown
    ) const;
    void add_articles(base::TemplateValues& values, const http::Request& request, const View& view)
        const;
    void add_summary(base::TemplateValues& values, const View& view) const;
    void add_sent(base::TemplateValues& values, const View& view) const;
    void add_controls(base::TemplateValues& values, const View& view) const;
    /// A form of its own: where it goes, and what proves that it is ours and not an old one.
    base::TemplateValues& add_form(
        base::TemplateValues& values, std::string_view section, const View& view
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
    base::Metrics::Counter begun_;
    base::Metrics::Counter filed_;
    base::Metrics::Counter helped_;
};

}  // namespace connector::portal
