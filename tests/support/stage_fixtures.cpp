#include "tests/support/stage_fixtures.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "connector/http/outbound.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kStop{10};

/// The line by which a fixture says that it is ready, without its end.
std::string ready_line(ChildProcess& process, const std::string& log, const std::string& start) {
    return wait_for(start, [&]() -> std::optional<std::string> {
        const std::string text = read_file(log);
        const std::size_t at = text.rfind(start);
        const std::size_t end = text.find('\n', at == std::string::npos ? text.size() : at);
        if (end != std::string::npos) return text.substr(at, end - at);
        if (!process.is_running()) throw std::runtime_error("did not start:\n" + text);
        return std::nullopt;
    });
}

ReceivedMail to_mail(const json& mail) {
    return {
        .id = mail["id"],
        .to = mail["envelope_to"].at(0),
        .subject = mail["subject"],
        .message_id = mail["message_id"],
        .text = mail["text"],
        .html = mail["html"],
    };
}

}  // namespace

std::string program(const std::string& name) {
    const char* elsewhere = std::getenv("JSM_BIN");
    return std::string(elsewhere != nullptr ? elsewhere : JSM_PROGRAMS) + "/" + name;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

JsonClient::JsonClient(std::string origin, std::string authorization)
    : origin_(std::move(origin)),
      authorization_(std::move(authorization)),
      transport_(std::make_unique<connector::http::Outbound>(
          connector::http::OutboundSettings{.allowed_origins = {origin_}}, log_
      )) {}

JsonClient::~JsonClient() = default;

json JsonClient::get(const std::string& path) const {
    return send("GET", path, nullptr);
}

json JsonClient::send(const std::string& method, const std::string& path, const json& body) const {
    base::HttpRequest request{.method = method, .url = origin_ + path};
    if (!body.is_null()) {
        request.headers = {{"Content-Type", "application/json"}};
        request.body = body.dump();
    }
    if (!authorization_.empty()) request.headers.push_back({"Authorization", authorization_});
    const auto answer = transport_->send(request);
    if (!answer) throw std::runtime_error(request.url + ": " + answer.error().message);
    if (answer->status / 100 != 2) throw std::runtime_error(request.url + ": " + answer->body);
    return answer->body.empty() ? json() : json::parse(answer->body);
}

JiraSite::JiraSite(const Settings& settings) {
    const std::string log = settings.directory + "/jira_site.log";
    std::vector<std::string> command{
        program("jira_site"), "--listen", "127.0.0.1:0", "--webhook-retry-ms", "250"};
    command.insert(command.end(), {"--kind", settings.kind});
    if (!settings.webhook_url.empty()) {
        command.insert(command.end(), {"--webhook-url", settings.webhook_url});
        command.insert(command.end(), {"--webhook-secret", settings.webhook_secret});
    }
    if (!settings.webhook_origin.empty()) {
        command.insert(command.end(), {"--webhook-origin", settings.webhook_origin});
    }
    if (!settings.customer_token.empty()) {
        command.insert(command.end(), {"--customer-token", settings.customer_token});
    }
    if (!settings.record.empty()) {
        command.insert(command.end(), {"--record", settings.record});
    }
    if (!settings.site_url.empty()) {
        command.insert(command.end(), {"--site-url", settings.site_url});
    }
    process_ = std::make_unique<ChildProcess>(command, log);
    const std::string start = "jira_site listening on ";
    origin_ = ready_line(*process_, log, start).substr(start.size());
    client_ = std::make_unique<JsonClient>(origin_);
    const bool is_datacenter = settings.kind == "datacenter";
    const std::string credential = base::to_base64(base::as_bytes("bot@acme.example:demo-token"));
    bot_ = std::make_unique<JsonClient>(
        origin_, is_datacenter ? "Bearer demo-token" : "Basic " + credential
    );
}

JiraSite::~JiraSite() = default;

json JiraSite::consent(const json& change) const {
    return client_->send("PUT", "/_sim/consent", change);
}

JiraSite::Raised JiraSite::raise(
    std::string_view customer, std::string_view summary, std::string_view text
) {
    const json raised = client_->send(
        "POST",
        "/_sim/requests",
        {{"customer", customer}, {"summary", summary}, {"description", text}}
    );
    return {raised["id"], raised["key"]};
}

std::vector<std::string> JiraSite::raise_many(int count, int comments_each) {
    return client_->send(
        "POST", "/_sim/bulk", {{"count", count}, {"comments_each", comments_each}}
    )["ids"];
}

void JiraSite::comment(std::string_view key, std::string_view text, Audience audience) {
    client_->send(
        "POST",
        fmt::format("/_sim/requests/{}/comments", key),
        {{"author", "agent"}, {"body", text}, {"public", audience == Audience::Public}}
    );
}

JiraSite::Posted JiraSite::comment_with_files(
    std::string_view key, std::string_view text, Audience audience, const json& files
) {
    const json posted = client_->send(
        "POST",
        fmt::format("/_sim/requests/{}/comments", key),
        {{"author", "agent"},
         {"body", text},
         {"public", audience == Audience::Public},
         {"files", files}}
    );
    return {posted["id"], posted["attachments"]};
}

JiraSite::Posted JiraSite::raise_with_files(std::string_view summary, const json& files) {
    const json raised = client_->send(
        "POST", "/_sim/requests", {{"customer", "alice"}, {"summary", summary}, {"files", files}}
    );
    return {raised["id"], raised["attachments"]};
}

void JiraSite::make_comment(std::string_view id, Audience audience) {
    client_->send(
        "PUT", fmt::format("/_sim/comments/{}", id), {{"public", audience == Audience::Public}}
    );
}

std::vector<JiraSite::Comment> JiraSite::comments(std::string_view key) const {
    std::vector<Comment> found;
    const json known = state();
    for (const json& issue : known["issues"]) {
        if (issue["key"] != key) continue;
        for (const json& comment : issue["comments"])
            found.push_back({comment["body"], comment["public"]});
    }
    return found;
}

json JiraSite::sim(const std::string& method, const std::string& path, const json& body) {
    return client_->send(method, "/_sim" + path, body);
}

json JiraSite::as_bot(const std::string& method, const std::string& path, const json& body) {
    return bot_->send(method, path, body);
}

void JiraSite::change_status(std::string_view key, std::string_view status) {
    client_->send("POST", fmt::format("/_sim/requests/{}/status", key), {{"status", status}});
}

void JiraSite::remove(std::string_view key) {
    client_->send("DELETE", fmt::format("/_sim/requests/{}", key), nullptr);
}

void JiraSite::move(std::string_view key, std::string_view project) {
    client_->send("POST", fmt::format("/_sim/requests/{}/move", key), {{"project", project}});
}

void JiraSite::take_type(std::string_view key) {
    client_->send("POST", fmt::format("/_sim/requests/{}/type", key), json::object());
}

void JiraSite::hide(std::string_view key) {
    client_->send("POST", fmt::format("/_sim/requests/{}/hidden", key), json::object());
}

void JiraSite::lose_webhooks(int percent, int seed) {
    add_fault({{"webhooks", {{"drop_percent", percent}, {"drop_seed", seed}}}});
}

json JiraSite::state() const {
    return client_->get("/_sim/state");
}

json JiraSite::calls() const {
    return client_->get("/_sim/calls");
}

void JiraSite::add_fault(const json& fault) {
    client_->send("POST", "/_sim/faults", fault);
}

void JiraSite::clear_faults() {
    client_->send("DELETE", "/_sim/faults", nullptr);
}

void JiraSite::set(const json& settings) {
    client_->send("PUT", "/_sim/settings", settings);
}

void JiraSite::set_user(const json& user) {
    client_->send("PUT", "/_sim/users", user);
}

json JiraSite::settings() const {
    return client_->get("/_sim/settings");
}

std::int64_t JiraSite::writes() const {
    std::int64_t writes = 0;
    const json calls = client_->get("/_sim/calls");
    for (const auto& [call, count] : calls.items()) {
        const bool is_search =
            call.find("bulkfetch") != std::string::npos || call.find("search") != std::string::npos;
        if (!call.starts_with("GET ") && !is_search) writes += count.get<std::int64_t>();
    }
    return writes;
}

MailSink::MailSink(std::string directory) : directory_(std::move(directory)) {
    start();
}

MailSink::~MailSink() = default;

void MailSink::stop() {
    process_->signal(SIGTERM);
    if (process_->wait_for_end(kStop) != 0) throw std::runtime_error("mail_sink did not stop");
}

void MailSink::start() {
    const std::string log = directory_ + "/mail_sink.log";
    std::filesystem::remove(log);
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{
            program("mail_sink"), "--smtp", smtp_address_, "--http", http_address_},
        log
    );
    const std::string line = ready_line(*process_, log, "mail_sink smtp ");
    smtp_address_ = between(line, "smtp ", " http");
    http_address_ = line.substr(line.find("http://") + 7);
    client_ = std::make_unique<JsonClient>("http://" + http_address_);
}

std::vector<ReceivedMail> MailSink::mails() const {
    std::vector<ReceivedMail> found;
    for (const json& mail : client_->get("/api/mails")) found.push_back(to_mail(mail));
    return found;
}

std::vector<ReceivedMail> MailSink::mails_to(std::string_view address) const {
    std::vector<ReceivedMail> found;
    for (const json& mail : client_->get("/api/mails?to=" + base::percent_encode(address)))
        found.push_back(to_mail(mail));
    return found;
}

ReceivedMail MailSink::wait_for_mail(
    std::string_view address, std::string_view part, std::int64_t after
) const {
    const std::string what = fmt::format("a mail to {} about \"{}\"", address, part);
    return wait_for(what, [&]() -> std::optional<ReceivedMail> {
        for (ReceivedMail& mail : mails_to(address)) {
            const bool is_it = mail.subject.find(part) != std::string::npos ||
                               mail.text.find(part) != std::string::npos;
            if (mail.id > after && is_it) return std::move(mail);
        }
        return std::nullopt;
    });
}

std::string MailSink::source(std::int64_t id) const {
    RecordingLog log;
    const std::string origin = "http://" + http_address_;
    connector::http::Outbound transport({.allowed_origins = {origin}}, log);
    const auto answer = transport.send({.url = fmt::format("{}/api/mails/{}/raw", origin, id)});
    return answer ? answer->body : "";
}

void MailSink::add_fault(const json& fault) {
    client_->send("POST", "/api/faults", fault);
}

void MailSink::clear_faults() {
    client_->send("DELETE", "/api/faults", nullptr);
}

}  // namespace tests
