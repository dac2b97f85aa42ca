#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/http/router.hpp"
#include "connector/mirror/automation_receiver.hpp"
#include "connector/mirror/webhook_receiver.hpp"
#include "connector/portal/live_updates.hpp"
#include "connector/portal/offered_moves.hpp"
#include "connector/portal/rooms.hpp"
#include "tests/support/assistant_flows.hpp"
#include "tests/support/fake_identity_provider.hpp"
#include "tests/support/support_desk.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

inline constexpr std::string_view kPublicUrl = "https://support.acme.example";
inline constexpr std::string_view kWebhookSecret = "the-secret-of-the-webhook";
/// The product that hands over, and what it signs with.
inline constexpr const char* kProduct = "https://app.acme.example";
inline constexpr const char* kHandOffKey = "0123456789abcdef0123456789abcdef";
inline constexpr std::string_view kAutomationSecret = "the-secret-of-the-rule";

/// The desk with its portal: every public route, called without a socket.
struct PortalDesk : SupportDesk {
    PortalDesk();
    /// With other words.
    explicit PortalDesk(std::vector<std::unique_ptr<const connector::portal::Phrases>> phrases);

    int replies_rung = 0;
    int takeovers_rung = 0;
    /// What Jira answers for a file; NotFound unless told otherwise.
    std::map<base::AttachmentId, base::HttpResponse> files;
    std::optional<base::Error> file_failure;
    std::vector<base::AttachmentId> files_opened;
    /// What a search for help finds, why it doesn't, and what was asked: "SUP: vpn".
    std::vector<connector::model::Article> articles;
    std::optional<base::Error> help_failure;
    std::vector<std::string> questions;
    std::vector<std::string> articles_read;
    int intakes_rung = 0;
    /// What Jira asks for in a request of any type, or why nobody knows.
    connector::model::RequestForm form = example_form();
    std::optional<base::Error> form_failure;
    connector::access::Limits limits{clock};
    connector::access::ProofOfWork work{keys, clock};
    connector::access::Newcomers newcomers{database, {{{project(), 100}}, {}}, clock, log, [] {}};
    connector::access::LinkRequests link_requests{database, links, newcomers, clock, log, [] {}};
    connector::access::Guests guests{
        database, keys, {{project(), connector::access::LinkRules{}}}, clock, random, log};
    connector::access::Codes codes{database, links, keys, clock, log, metrics};
    connector::portal::PortalSettings settings{
        .public_url = std::string(kPublicUrl),
        .plain_http = false,
        .projects =
            {{.key = project(),
              .path = "/sup",
              .brand = "Acme Help",
              .look = example_look(),
              .help = true,
              .assistant = assistant_flow(config::built_in_assistant()),
              .accounts = {.organizations = true, .domains = {{"acme.example", "Acme"}}},
              .sign_in_buttons = {{"acme", "Acme ID"}},
              .sign_in_origins = {"https://id.acme.example"},
              .takes_hand_offs = true,
              .hand_off_origins = {kProduct},
              .passwords = true,
              .passkeys = true,
              .embed_origins = {"https://www.acme.example"},
              .uploads = {{.max_file_bytes = 1000, .max_files = 2, .daily_bytes = 2500}},
              .transitions = {{"Resolve this issue", "Close request"}}}},
        .security_contact = "security@acme.example"};
    /// Of the way in "acme".
    FakeIdentityProvider* provider = nullptr;
    connector::access::SignIns sign_ins{
        database, keys, sign_in_ways(), clock, random, log, metrics};
    connector::access::Passwords passwords{
        database, keys, proof_rules(), {.passes = 1, .memory = 8192}, clock, random, log, metrics};
    connector::access::Passkeys passkeys{
        database,
        keys,
        proof_rules(),
        {"support.acme.example", std::string(kPublicUrl)},
        clock,
        random,
        log,
        metrics};
    connector::portal::Readers readers;
    connector::portal::Renderer renderer{readers};
    connector::portal::Visitors visitors{settings, keys, sessions, guests, readers, random};
    connector::portal::Conversations conversations{renderer};
    connector::portal::LiveUpdates live{database, sessions, guests, clock, random, metrics};
    TempDir upload_dir;
    base::PrivateFolder uploads{upload_dir.path() / "files", random};
    /// What Jira offers for any request, or why nobody knows; and how often it was asked.
    std::vector<connector::model::Transition> transitions{
        {"41", "Resolve this issue"}, {"51", "Escalate"}};
    std::optional<base::Error> transitions_failure;
    int transitions_asked = 0;
    int moves_rung = 0;
    connector::portal::OfferedMoves offered_moves{
        [this](base::RequestId) { return offer_transitions(); }, clock};
    connector::portal::Rooms rooms;
    connector::mirror::Intake intake;
    connector::mirror::WebhookReceiver webhooks;
    connector::mirror::AutomationReceiver automation;
    connector::http::Router router;

    /// A field of each kind.
    static connector::model::RequestForm example_form();
    /// With a file of each kind.
    static connector::portal::Look example_look();

private:
    base::Result<connector::model::RequestForm> request_form() const;
    std::map<base::ProjectKey, connector::access::SignInWays> sign_in_ways();
    static connector::access::AllProofRules proof_rules();
    base::Result<std::vector<connector::model::Transition>> offer_transitions();
    base::Result<base::HttpStream> open_file(base::AttachmentId id);
    base::Result<std::vector<connector::model::Article>> search_help(
        const base::ProjectKey& asked, std::string_view query
    );
    base::Result<base::SafeHtml> read_article(const std::string& article);
};

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Somebody's browser: keeps cookies, sends what browsers send, and fills in forms as its pages
/// show them.
class Browser {
public:
    explicit Browser(const connector::http::Router& router) : router_(router) {}

    connector::http::Response get(const std::string& path);
    connector::http::Response head(const std::string& path);
    /// As an open page's script does.
    connector::http::Response get_live(const std::string& path);
    /// A form of the last page: its hidden fields, and what was typed.
    connector::http::Response submit(const std::string& path, Fields typed = {});

    struct Upload {
        std::string name;
        std::string bytes;
    };

    /// The same with files, as multipart/form-data.
    connector::http::Response submit_files(
        const std::string& path, const Fields& typed, const std::vector<Upload>& files
    );
    /// Exactly these fields and, besides the cookies, exactly these headers.
    connector::http::Response post(
        const std::string& path,
        const Fields& fields,
        const std::vector<base::HttpHeader>& headers = from_our_pages()
    );

    /// Opens a link and presses its button.
    connector::http::Response open_link(const std::string& token);

    /// The hidden field of the last page; empty when it has none.
    [[nodiscard]] std::string hidden(std::string_view name) const;

    [[nodiscard]] const std::string& page() const { return page_; }

    [[nodiscard]] static std::vector<base::HttpHeader> from_our_pages();

    std::map<std::string, std::string> cookies;
    /// Sent once more under the same name: a planted cookie.
    std::vector<std::pair<std::string, std::string>> planted{};

private:
    connector::http::Response send(
        connector::http::Method method,
        const std::string& path,
        std::string body,
        const std::vector<base::HttpHeader>& headers
    );
    void keep_cookies(const connector::http::Response& response);

    const connector::http::Router& router_;
    std::string page_;
    int requests_ = 0;
};

/// The value of the first header of that name; empty when there is none.
[[nodiscard]] std::string header(const connector::http::Response& response, std::string_view name);

/// Status, headers and body in one text, to be compared byte by byte.
[[nodiscard]] std::string everything(const connector::http::Response& response);

[[nodiscard]] std::string replaced(std::string text, std::string_view what, std::string_view by);
[[nodiscard]] int occurrences(std::string_view text, std::string_view part);

inline constexpr const char* kSessionCookie = "__Host-jsm-session";
inline constexpr const char* kBrowserCookie = "__Host-jsm-browser";

}  // namespace tests
