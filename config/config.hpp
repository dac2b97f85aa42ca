#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "config/assistant_flow.hpp"

/// The whole configuration as the program uses it: parsed, expanded, checked, defaults filled in.
/// `config/options.cpp` is the table of keys behind it. Paths are absolute.
namespace config {

enum class SiteKind { Cloud, DataCenter };
enum class AuthKind { Basic, Bearer, OAuth2 };

struct Auth {
    AuthKind kind = AuthKind::Basic;
    std::string email{};
    std::string user{};  ///< Data Center's, instead of the e-mail
    base::Secret token{};
    bool is_scoped = false;  ///< the token is good at the gateway only
    // Of OAuth2.
    std::string client_id{};
    base::Secret client_secret{};
    base::Secret refresh_token{};
    std::string token_url{};

    /// Calls go through the gateway, at an address that has to be looked up.
    [[nodiscard]] bool needs_gateway() const { return is_scoped || kind == AuthKind::OAuth2; }
};

/// A customer in whose name contacts' replies are posted.
struct ReplyAccount {
    std::string email;
    base::Secret token;
    std::string account_id{};  ///< empty: asked of Jira
};

struct Site {
    std::string url;      ///< https://acme.atlassian.net, no slash at the end
    std::string api_url;  ///< where calls go unless `auth.needs_gateway()`; mostly `url`
    std::string gateway_url{};
    base::Secret proxy{};   ///< "http://user:password@host:3128"; empty: none
    std::string ca_file{};  ///< empty: the system's
    SiteKind kind = SiteKind::Cloud;
    Auth auth{};
    std::optional<ReplyAccount> replies{};           ///< nothing: replies are posted as `auth`
    std::vector<base::Secret> webhook_secrets{};     ///< one, or two during rotation
    std::vector<base::Secret> automation_secrets{};  ///< none: no automation rule may call
    base::seconds poll_interval{60};
    base::seconds reconcile_interval{24 * 3600};
    base::seconds directory_interval{3600};
    unsigned max_concurrent_calls = 8;
};

struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};

struct Server {
    HostPort listen{"0.0.0.0", 8080};
    HostPort admin_listen{"127.0.0.1", 9090};
    std::string public_url;  ///< scheme, host, port; no slash at the end
    std::vector<std::string> trusted_proxies{};
    std::string security_contact{};  ///< an address; empty: none is published
    unsigned threads = 0;            ///< 0: one a core
};

struct Smtp {
    std::string url;
    bool tls_required = true;
    std::string username{};
    base::Secret password{};
    std::string ca_file{};
};

struct Dkim {
    std::string domain;
    std::string selector;
    std::filesystem::path key;
};

struct Mail {
    Smtp smtp;
    std::string from;
    std::optional<Dkim> dkim{};
    unsigned connections = 4;
    base::seconds max_age{5 * 24 * 3600};  ///< a mail not accepted by then is abandoned
};

struct Provision {
    bool allow_internal_api = false;
    std::string kbot_email{};  ///< empty: none
};

enum class Enforcement { Ensure, Verify, Ignore };

struct ProjectAccess {
    Enforcement portal = Enforcement::Verify;
    Enforcement channel = Enforcement::Verify;
    Enforcement notifications = Enforcement::Verify;  ///< never Ensure
    bool anonymous = false;
    bool email = true;
    bool puzzle = true;                    ///< where many links are asked for
    unsigned new_customers_per_day = 100;  ///< by `email`
};

struct Links {
    base::seconds ttl{3600};           ///< of a link in a notification; at most 24 h (SR-14)
    base::seconds requested_ttl{600};  ///< of a link somebody asked for
};

struct Session {
    base::seconds idle{2 * 3600};
    base::seconds absolute{12 * 3600};
    base::seconds stay{0};  ///< 0: not offered
};

enum class MailEvent { RequestCreated, AgentReplied, StatusChanged, RequestResolved };

struct ProjectMail {
    std::vector<MailEvent> events{};    ///< default: all
    std::optional<std::string> from{};  ///< default: mail.from
};

enum class AccountRole { Viewer, Member, Manager };

struct Accounts {
    bool organizations = false;
    std::map<std::string, std::string> domains{};
    AccountRole default_role = AccountRole::Member;
    std::map<std::string, AccountRole> roles{};  ///< by address, A-Z as a-z
};

/// A file as it was read and checked when the configuration was.
struct BrandFile {
    std::filesystem::path path{};
    std::string type{};  ///< "image/png"
    std::string content{};
};

/// The accent as it is used on light or on dark pages, "#rrggbb" each: what has too little contrast
/// there is moved to the nearest colour that has enough.
struct Tint {
    std::string fill{};  ///< of buttons and marks
    std::string ink{};   ///< of text on them
    std::string link{};  ///< as the colour of text
};

struct FooterLink {
    std::string text{};
    std::string url{};  ///< http, https or mailto
};

struct Brand {
    std::string name{};  ///< default: the project's name
    std::optional<BrandFile> logo{};
    std::optional<BrandFile> icon{};
    Tint light{};
    Tint dark{};
    std::string font{};  ///< "Inter, sans-serif"; empty: the system's
    std::optional<BrandFile> font_file{};
    std::optional<BrandFile> css_file{};
    std::string footer{};
    std::vector<FooterLink> footer_links{};
};

enum class SignInKind { Oidc, Atlassian, HandOff };

/// A way into a portal besides the mail. Which fields count depends on the kind.
struct SignInWay {
    SignInKind kind = SignInKind::Oidc;
    std::string name{};    ///< in its address
    std::string label{};   ///< on its button
    std::string issuer{};  ///< as it writes itself, to the last slash
    std::string client_id{};
    base::Secret client_secret{};        ///< empty: a public client
    std::vector<std::string> origins{};  ///< of its addresses, or of the pages that hand over
    bool trusts_addresses = false;
    std::string audience{};
    base::Secret key{};        ///< shared; of a hand-off, or else `public_key`
    std::string public_key{};  ///< PEM
    std::string authorize_url{};
    std::string token_url{};
    std::string profile_url{};
};

/// Files with replies.
struct Uploads {
    bool enabled = true;
    unsigned max_megabytes = 10;  ///< of a file; a megabyte is 1,000,000 bytes
    unsigned max_files = 5;       ///< of a reply
    unsigned daily_megabytes = 50;
};

struct Password {
    bool enabled = false;
    std::optional<std::filesystem::path> breached_list{};
};

struct Project {
    base::ProjectKey key;
    std::string name;
    std::string path{};  ///< "/sup"; exactly one of path and host
    std::string host{};
    std::string language = "en";    ///< of the portal, for who asks for none that it speaks
    std::string time_zone = "UTC";  ///< likewise
    ProjectAccess access{};
    Links links{};
    Session session{};
    std::vector<SignInWay> sign_in{};
    Password password{};
    bool passkeys = false;
    Uploads uploads{};
    ProjectMail mail{};
    Accounts accounts{};
    Brand brand{};
    std::vector<std::string> embed_origins{};  ///< of pages that may show the portal's button
    bool help = false;                         ///< a page of the portal searches the knowledge base
    /// Name or id of a transition in Jira -> the words on its button.
    std::map<std::string, std::string> transitions{};
    std::shared_ptr<const AssistantFlow> assistant{};  ///< null: none
    std::vector<base::Secret> webhook_secrets{};       ///< none: the site's
    std::vector<base::Secret> automation_secrets{};    ///< none: the site's
};

/// How long personal data is kept (SR-127).
struct Retention {
    base::seconds audit{400 * 24 * 3600};
    base::seconds addresses{30 * 24 * 3600};
    base::seconds contacts{90 * 24 * 3600};
};

struct Config {
    /// SHA-256 over all files as they were read, those of brands among them: an equal one is an
    /// equal configuration.
    base::Bytes32 fingerprint{};
    base::Level log_level = base::Level::Info;
    Site site;
    Server server;
    std::filesystem::path store_file;  ///< of the SQLite store that store.url names
    std::filesystem::path keys_directory;
    Mail mail;
    Provision provision{};
    Retention retention{};
    std::vector<Project> projects;
    std::vector<std::string> warnings{};  ///< "connector.yaml:12:5: ..." each
};

}  // namespace config
