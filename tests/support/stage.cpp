#include "tests/support/stage.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/http/outbound.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;

constexpr const char* kWebhookSecret = "webhook-secret-of-a-test";
constexpr std::chrono::seconds kStart{20};
constexpr std::chrono::seconds kStop{20};

/// "ORIGIN" stands for the site, whose port nobody knows before it runs.
std::string with_origin(std::string text, const std::string& origin) {
    const std::string_view kMark = "ORIGIN";
    const std::size_t at = text.find(kMark);
    return at == std::string::npos ? text : text.replace(at, kMark.size(), origin);
}

std::string loopback(const std::string& host, const ReservedPort& port) {
    return fmt::format("http://{}:{}", host, port.number());
}

}  // namespace

Stage::Portal::Portal(const std::vector<std::string>& origins)
    : transport_(std::make_unique<connector::http::Outbound>(
          connector::http::OutboundSettings{
              .allowed_origins = origins, .max_connections_per_host = 128},
          log_
      )) {}

Stage::Portal::~Portal() = default;

base::Result<base::HttpResponse> Stage::Portal::send(const base::HttpRequest& request) {
    return transport_->send(request);
}

Stage::Stage(StageOptions options)
    : options_(std::move(options)),
      portal_({loopback("localhost", public_port_), loopback("127.0.0.1", admin_port_)}) {
    mails_ = std::make_unique<MailSink>(directory_.path());
    const std::string webhooks = loopback("localhost", public_port_) + "/webhooks/jira";
    jira_ = std::make_unique<JiraSite>(JiraSite::Settings{
        .directory = directory_.path(),
        .webhook_url = options_.sends_webhooks ? webhooks : "",
        .webhook_secret = kWebhookSecret,
        .webhook_origin = loopback("localhost", public_port_),
        .customer_token = options_.replies.empty() ? "" : "customer-token",
        .kind = options_.kind,
        .record = options_.records_exchanges ? file("exchanges.jsonl") : "",
        .site_url = options_.site_calls_itself,
    });
    if (!options_.sends_webhooks) {
        jira_->add_fault(
            {{"match",
              options_.kind == "cloud" ? "POST /rest/api/3/search/jql" : "POST /rest/api/2/search"},
             {"status", 400},
             {"count", 1'000'000}}
        );
    }
    if (!options_.consent.empty()) jira_->consent(json::parse(options_.consent));
    if (options_.old_requests > 0) jira_->raise_many(options_.old_requests);
    if (options_.site_runs) options_.site_runs(jira_->origin());
    write_config();
    start_connector();
}

Stage::~Stage() = default;

void Stage::start_connector() {
    connector_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{program("connector"), "run", "--config", config_file()},
        file("connector.log")
    );
    wait_until(
        "the connector",
        [&] {
            if (!connector_->is_running()) throw std::runtime_error("did not start:\n" + log());
            return is_ready();
        },
        kStart
    );
}

void Stage::kill_connector() {
    connector_->signal(SIGKILL);
    if (connector_->wait_for_end(kStop) != -SIGKILL)
        throw std::runtime_error("the connector had ended before it was killed:\n" + log());
}

int Stage::stop_connector() {
    connector_->signal(SIGTERM);
    const auto end = connector_->wait_for_end(kStop);
    if (!end) throw std::runtime_error("the connector does not stop:\n" + log());
    return *end;
}

bool Stage::is_ready() {
    const auto answer = portal_.send({.url = loopback("127.0.0.1", admin_port_) + "/readyz"});
    return answer && answer->status == 200;
}

nlohmann::json Stage::rows(const std::string& select) const {
    const auto answer =
        run_process({"sqlite3", "-readonly", "-json", file("connector.db"), select});
    if (answer.exit_code != 0) throw std::runtime_error(answer.output);
    return answer.output.empty() ? nlohmann::json::array() : nlohmann::json::parse(answer.output);
}

std::string Stage::log() const {
    return read_file(file("connector.log"));
}

void Stage::write_config() {
    std::ofstream(config_file()) << config_text();
    std::filesystem::permissions(config_file(), std::filesystem::perms(0600));
}

std::string Stage::config_text() const {
    const auto line = [](std::string_view key, const std::string& value) {
        return value.empty() ? std::string() : fmt::format("{}: {}\n", key, value);
    };
    const std::string& site = options_.site_url.empty() ? jira_->origin() : options_.site_url;
    std::string site_lines = line("  replies", options_.replies);
    for (const std::string& more : options_.site_lines) site_lines += "  " + more + "\n";
    std::string project_lines = line("    access", options_.access) +
                                line("    help", options_.help) +
                                line("    accounts", options_.accounts);
    for (const std::string& more : options_.project_lines) project_lines += "    " + more + "\n";
    const std::string sink =
        fmt::format("{{url: \"smtp://{}\", tls: off}}", mails_->smtp_address());
    return fmt::format(
        R"(version: 1
site:
  url: {}
  gateway_url: {}
  kind: {}
  auth: {}
{}  webhook_secret: {}
  poll_interval: {}
server:
  listen: 127.0.0.1:{}
  admin_listen: 127.0.0.1:{}
  public_url: {}
store:
  url: sqlite:connector.db
keys:
  directory: keys
mail:
  smtp: {}
  from: "Acme Support <support@acme.example>"
projects:
  - key: SUP
    name: Acme Support
    path: /sup
    brand: {{name: "{}"}}
{}{})",
        site,
        site,
        options_.said_kind.empty() ? options_.kind : options_.said_kind,
        with_origin(options_.auth, site),
        site_lines,
        kWebhookSecret,
        options_.poll_interval,
        public_port_.number(),
        admin_port_.number(),
        options_.public_url.empty() ? portal_origin() : options_.public_url,
        options_.smtp.empty() ? sink : options_.smtp,
        options_.brand,
        project_lines,
        line("provision", options_.provision)
    );
}

ProcessResult Stage::command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program("connector"));
    arguments.insert(arguments.end(), {"--config", config_file()});
    return run_process(arguments);
}

json Stage::list(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const ProcessResult listed = command(std::move(arguments));
    if (listed.exit_code != 0) throw std::runtime_error(listed.output);
    return json::parse(listed.output);
}

int Stage::deliver(std::string_view body, std::optional<std::string> signature) {
    const auto answer = portal_.send(
        {.method = "POST",
         .url = portal_origin() + "/webhooks/jira",
         .headers =
             {{"Content-Type", "application/json"},
              {"X-Atlassian-Webhook-Identifier", "delivery-of-a-test"},
              {"X-Hub-Signature", signature.value_or(signature_of(body))}},
         .body = std::string(body)}
    );
    if (!answer) throw std::runtime_error("the webhook got no answer: " + answer.error().message);
    return answer->status;
}

std::string Stage::signature_of(std::string_view body) {
    const auto digest = base::hmac_sha256(base::as_bytes(kWebhookSecret), base::as_bytes(body));
    return "sha256=" + base::to_hex(digest);
}

int Stage::deliver_hint(std::string_view request_id) {
    const json body{
        {"webhookEvent", "jira:issue_created"},
        {"issue", {{"id", request_id}, {"fields", {{"project", {{"key", "SUP"}}}}}}}};
    return deliver(body.dump());
}

Browser Stage::sign_in(const ReceivedMail& mail) {
    const std::string link = link_from(mail.text);
    Browser fresh = browser();
    const auto answer = fresh.submit(fresh.get(link), link);
    if (answer.status != 303) throw std::runtime_error("the link opens nothing:\n" + answer.body);
    return fresh;
}

std::string Stage::portal_origin() const {
    return loopback("localhost", public_port_);
}

std::string Stage::stored_bytes() const {
    return read_file(file("connector.db")) + read_file(file("connector.db-wal"));
}

std::string link_from(std::string_view mail_text) {
    const std::size_t at = mail_text.find("/l/");
    if (at == std::string_view::npos) throw std::runtime_error("no link in the mail");
    const std::string_view rest = mail_text.substr(at);
    return std::string(rest.substr(0, rest.find_first_of(" \r\n\t\">")));
}

}  // namespace tests
