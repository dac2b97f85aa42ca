#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/private_folder.hpp"
#include "base/random.hpp"
#include "connector/access/codes.hpp"
#include "connector/access/guests.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/link_requests.hpp"
#include "connector/access/links.hpp"
#include "connector/access/passkeys.hpp"
#include "connector/access/passwords.hpp"
#include "connector/access/policy.hpp"
#include "connector/access/proof_of_work.hpp"
#include "connector/access/sessions.hpp"
#include "connector/access/sign_ins.hpp"
#include "connector/model/article.hpp"
#include "connector/model/request_form.hpp"
#include "connector/portal/conversation.hpp"
#include "connector/portal/renderer.hpp"
#include "connector/portal/settings.hpp"
#include "connector/portal/visitors.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/database.hpp"

namespace connector::portal {

class LiveUpdates;
class OfferedMoves;

/// What the pages are made with; all of it outlives them and is thread-safe.
struct Rooms {
    const PortalSettings& settings;
    const Renderer& renderer;
    const Visitors& visitors;
    Conversations& conversations;
    store::Database& database;
    access::Links& links;
    access::Sessions& sessions;
    access::LinkRequests& link_requests;
    access::Codes& codes;
    access::Guests& guests;
    access::Limits& limits;
    const base::Clock& clock;
    base::Random& random;
    base::Log& log;
    std::function<void()> on_reply;       ///< a reply was stored: post it
    std::function<void()> on_takeover{};  ///< a guest's request is to become a contact's: tell Jira
    /// What is in a file, from Jira; waits. Whoever asks has asked policy before.
    std::function<base::Result<base::HttpStream>(base::AttachmentId)> open_file{};
    /// Articles for a question, as customers see them (SR-58); waits. Denied: nobody can say what
    /// customers see. Whoever asks has asked policy before.
    std::function<
        base::Result<std::vector<model::Article>>(const base::ProjectKey&, std::string_view)>
        search_help{};
    /// What is in an article of that id, likewise. NotFound: gone, or not for customers. Invalid,
    /// Rejected: it is there, and can be read on the Jira site only.
    std::function<base::Result<base::SafeHtml>(const std::string&)> read_article{};
    /// Of the projects that have ways in besides the mail; null where none has.
    access::SignIns* sign_ins = nullptr;
    /// Of the projects that have them; null where none has.
    access::Passwords* passwords = nullptr;
    access::Passkeys* passkeys = nullptr;
    /// What a request of that type has to say, from Jira; may wait. Denied: none can be raised for
    /// customers there.
    std::function<base::Result<model::RequestForm>(const base::ProjectKey&, std::int64_t)>
        request_form{};
    std::function<void()> on_intake{};    ///< a new request was stored: raise it
    access::ProofOfWork* work = nullptr;  ///< set where a project has puzzles
    LiveUpdates* live = nullptr;          ///< what open pages listen to
    base::Metrics* metrics = nullptr;     ///< where pages count what they count
    /// Where files wait for Jira; null: no project takes any.
    const base::PrivateFolder* uploads = nullptr;
    OfferedMoves* moves = nullptr;    ///< set where a project leaves some to customers
    std::function<void()> on_move{};  ///< a move was stored: tell Jira

    /// Who is asking, where nothing else is to be read with it.
    [[nodiscard]] Visitor recognise(const http::Request& request) const;

    /// Who uses a link or its code.
    [[nodiscard]] access::Links::Opener opener(const http::Request& request, const Visitor& visitor)
        const;
    /// With the menu that this visitor gets. `title` outlives it.
    [[nodiscard]] Frame frame(
        const PortalProject& project,
        const Visitor& visitor,
        std::string_view title,
        int status = 200
    ) const;
    /// On to the request, with the session's cookie.
    [[nodiscard]] http::Response signed_in(const access::Links::Exchanged& exchanged) const;

    /// For whatever goes wrong, in the look of the project whose address it is.
    [[nodiscard]] http::Response error_page(int status, const http::Request& request) const;

    /// Moves the idle limit along, of a session or of a guest.
    void keep_alive(const Visitor& visitor) const;

    /// For who is not signed in: the sign-in page. Else the one answer to "not yours" and "does not
    /// exist" (SR-51), after the same work.
    [[nodiscard]] http::Response deny(
        const http::Request& request, const PortalProject& project, const Visitor& visitor
    ) const;
    /// Nobody signed in, or a form that is not ours: the answer to give.
    [[nodiscard]] std::optional<http::Response> refuse_form(
        const http::Request& request,
        const PortalProject& project,
        const Visitor& visitor,
        const base::Result<http::Form>& form
    ) const;
    /// Into the portal, by a way besides the mail.
    [[nodiscard]] http::Response signed_in(
        const PortalProject& project, const access::ProvenSession& proven
    ) const;
    /// Where a session begins.
    [[nodiscard]] access::NewSession new_session(
        const http::Request& request, const Visitor& visitor
    ) const;
    /// Who viewed what goes into the audit: of one session, event, request and detail one row an
    /// hour, so that no reader fills the disk. Whose and from where is filled in.
    void note_view(const Visitor& visitor, const http::Request& request, store::Audit::Entry entry)
        const;
    /// Whether the contact is within that limit; one that is reached is audited (SR-132).
    [[nodiscard]] bool allow(
        const access::LimitRule& rule, base::ContactId contact, const http::Request& request
    ) const;
    /// The same for whoever asks: a contact, or else a network.
    [[nodiscard]] bool allow(
        const access::LimitRule& rule, const Visitor& visitor, const http::Request& request
    ) const;
};

/// Whether requests can be raised here without signing in: the project takes them, and there is an
/// account in whose name.
[[nodiscard]] bool takes_guests(store::Connection& connection, const PortalProject& project);

/// The visitor with what they share with colleagues in the project.
[[nodiscard]] access::Subject subject_in(
    store::Connection& connection, const PortalProject& project, const Visitor& visitor
);

/// With whom the request is shared, for whom that can matter: who has no colleagues is asked
/// nothing of the store.
[[nodiscard]] model::Sharing sharing_for(
    store::Connection& connection, const access::Subject& subject, const model::Request& request
);

/// Whether the visitor, who sees it, owes that to being a colleague: the audit names such views
/// (SR-57).
[[nodiscard]] bool is_seen_as_colleague(const Visitor& visitor, const model::Request& request);

/// The request of that key, if it is the project's and policy lets this visitor do that with it.
[[nodiscard]] std::optional<model::Request> find_request(
    store::Connection& connection,
    const PortalProject& project,
    const Visitor& visitor,
    access::Action action,
    const std::string& key
);

}  // namespace connector::portal
