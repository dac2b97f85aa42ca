#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/model/attachment.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/request.hpp"
#include "connector/model/sla.hpp"
#include "connector/model/transition.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/store/moves.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/reply_files.hpp"

namespace connector::portal {

/// A request with its public thread, and the form to answer. A reply is on disk before the page
/// says so, stands in the thread at once, and reaches Jira when Jira can be reached. Of its people
/// it shows names, never addresses.
class ThreadPage {
public:
    ThreadPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    [[nodiscard]] http::Response reply(const http::Request& request) const;
    /// Before a reply with files is read: what whoever may not reply is told instead.
    [[nodiscard]] std::optional<http::Response> refuse_upload(const http::Request& request) const;
    /// A button of the project's list was pressed: stored as a reply is, with what was written
    /// beside it, and done when Jira can be reached.
    [[nodiscard]] http::Response move(const http::Request& request) const;

private:
    /// A reply on its way, and who wrote it.
    struct Pending {
        store::Replies::Reply reply;
        std::string who;
        std::vector<store::ReplyFiles::File> files{};
    };

    /// What is on the page, read on one snapshot. No request: nobody is signed in, or policy says
    /// no.
    struct View {
        Visitor visitor;
        std::optional<model::Request> request;
        base::SafeHtml conversation;
        std::vector<model::Attachment> attachments;
        std::vector<Pending> pending;
        std::optional<model::Contact> reporter;
        std::vector<model::Contact> participants;
        std::vector<model::Sla> slas;
        std::optional<std::string> code;  ///< to come back with; for a guest only
        bool is_colleagues = false;       ///< seen as a colleague only,
        std::string account{};            ///< of that one
        bool may_reply = false;
        std::int64_t number = 0;  ///< of the latest change that the page knows
        bool is_unread = false;   ///< marked so in the visitor's list
        bool may_move = false;
        std::vector<store::Moves::Move> moves{};  ///< on their way, or just settled
        std::vector<model::Transition> offers{};  ///< by look_at_offers
        bool knows_offers = true;                 ///< false: Jira was not reached
    };

    /// What a failed reply brings back to the page.
    struct Typed {
        std::string_view text{};
        std::string_view problem{};
        std::string_view move_problem{};
    };

    [[nodiscard]] View look(const http::Request& request, access::Action action) const;
    void look_at_people(store::Connection& connection, View& view) const;
    /// Writes when there was something new only, so that looking again costs no commit.
    void note_seen(const View& view) const;
    [[nodiscard]] http::Response page(const View& view, int status, const Typed& typed) const;
    /// Type, people and promises.
    void describe(base::TemplateValues& values, const View& view) const;
    /// The form, or why there is none.
    void add_reply_form(base::TemplateValues& values, const View& view, const Typed& typed) const;
    /// What was asked, with its own files.
    void add_description(base::TemplateValues& values, const View& view) const;
    void store_reply(
        const View& view,
        const http::Request& request,
        std::string_view once,
        const std::string& text,
        const std::vector<store::ReplyFiles::File>& files
    ) const;

    /// May wait for Jira; without Jira the page does without.
    void look_at_offers(View& view) const;
    void add_moves(base::TemplateValues& values, const View& view, std::string_view problem) const;
    void store_move(
        const View& view,
        const http::Request& request,
        const model::Transition& chosen,
        const std::string& comment
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
