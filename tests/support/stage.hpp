#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/http.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/process.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/reserved_port.hpp"
#include "tests/support/stage_fixtures.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

struct StageOptions {
    /// "https://support.acme.example"; empty: where it listens, over plain HTTP.
    std::string public_url{};
    /// The value of mail.smtp; empty: the mail sink, in plain text.
    std::string smtp{};
    /// The value of site.auth.
    std::string auth = "{kind: basic, email: bot@acme.example, token: demo-token}";
    /// Of the simulated site: "cloud" or "datacenter". site.kind is `said_kind`, if that is given.
    std::string kind = "cloud";
    std::string said_kind{};
    /// The value of site.replies; empty: none. The site knows replies@acme.example then, with
    /// the token customer-token.
    std::string replies{};
    /// What the site is told about consents and scopes before the connector starts; see
    /// fixtures/README.md, /_sim/consent. Empty: nothing.
    std::string consent{};
    std::string brand = "Acme Help";
    /// Off: Jira says nothing by itself, and refuses every search.
    bool sends_webhooks = true;
    std::string poll_interval = "1h";
    /// Raised by Alice before the connector is started for the first time.
    int old_requests = 0;
    /// The value of `provision`, and of the project's `access`; empty: the defaults.
    std::string provision{};
    /// Tests ask for more links than people do.
    std::string access = "{puzzle: off}";
    /// The value of the project's `help`; empty: the default.
    std::string help{};
    /// Likewise `accounts`.
    std::string accounts{};
    /// Where the connector finds the site; empty: where the simulated one listens.
    std::string site_url{};
    /// Further lines of `site`: "ca_file: ...".
    std::vector<std::string> site_lines{};
    /// Further lines of the project: "passkeys: on".
    std::vector<std::string> project_lines{};
    /// Called with the simulated site's origin before the connector starts.
    std::function<void(const std::string& origin)> site_runs{};
    /// What the site calls itself in its answers; empty: where it listens.
    std::string site_calls_itself{};
    /// The site writes every exchange to `exchanges.jsonl` (see `Stage::file`).
    bool records_exchanges = false;
};

/// The real programs on loopback: a simulated Jira site, a mail sink, and the connector with a
/// store of its own in a fresh directory. Project SUP, portal at /sup. Everything is ready when the
/// constructor returns and gone with the object; the connector may come and go in between.
class Stage {
public:
    explicit Stage(StageOptions options = {});
    ~Stage();

    JiraSite& jira() { return *jira_; }

    MailSink& mails() { return *mails_; }

    // The connector's life.
    /// Returns when it is ready.
    void start_connector();
    /// Without a word of goodbye.
    void kill_connector();
    /// SIGTERM; its exit code, or minus the signal that ended it.
    int stop_connector();

    ChildProcess& connector() { return *connector_; }

    [[nodiscard]] bool is_ready();
    /// All it ever wrote to stderr.
    [[nodiscard]] std::string log() const;

    // Its configuration. A change counts from the next start or SIGHUP.
    StageOptions& options() { return options_; }

    void write_config();

    [[nodiscard]] std::string config_file() const { return file("connector.yaml"); }

    // What an operator does.
    ProcessResult command(std::vector<std::string> arguments) const;
    /// The same with --json; throws unless it succeeds.
    [[nodiscard]] nlohmann::json list(std::vector<std::string> arguments) const;

    // What the internet does.
    /// A fresh one, without cookies.
    [[nodiscard]] Browser browser() { return {portal_, portal_origin()}; }

    /// A delivery as from Jira, signed unless `signature` says otherwise; the answer's status.
    int deliver(std::string_view body, std::optional<std::string> signature = std::nullopt);
    [[nodiscard]] static std::string signature_of(std::string_view body);
    /// A signed hint that the request has changed.
    int deliver_hint(std::string_view request_id);

    /// Opens the link of a mail and presses the button; the signed-in browser.
    [[nodiscard]] Browser sign_in(const ReceivedMail& mail);

    [[nodiscard]] std::uint16_t public_port() const { return public_port_.number(); }

    [[nodiscard]] std::uint16_t admin_port() const { return admin_port_.number(); }

    [[nodiscard]] std::string portal_origin() const;

    base::HttpTransport& http() { return portal_; }

    /// In the stage's directory: "connector.db".
    [[nodiscard]] std::string file(const std::string& name) const {
        return directory_.path() / name;
    }

    /// What a query finds in the connector's store: [{"column": value}].
    [[nodiscard]] nlohmann::json rows(const std::string& select) const;
    /// Every byte that the store has on disk.
    [[nodiscard]] std::string stored_bytes() const;

private:
    class Portal final : public base::HttpTransport {
    public:
        explicit Portal(const std::vector<std::string>& origins);
        ~Portal() override;

        [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request
        ) override;

    private:
        RecordingLog log_;
        std::unique_ptr<base::HttpTransport> transport_;
    };

    [[nodiscard]] std::string config_text() const;

    TempDir directory_;
    StageOptions options_;
    ReservedPort public_port_;
    ReservedPort admin_port_;
    Portal portal_;
    std::unique_ptr<MailSink> mails_;
    std::unique_ptr<JiraSite> jira_;
    std::unique_ptr<ChildProcess> connector_;
};

/// The path of the link in a mail: "/l/TOKEN". Throws when there is none.
[[nodiscard]] std::string link_from(std::string_view mail_text);

}  // namespace tests
