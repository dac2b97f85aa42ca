#include "tests/connector/portal/portal_desk.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "connector/http/upload_form.hpp"
#include "connector/portal/routes.hpp"

namespace tests {
namespace {

using connector::http::Method;
using connector::http::Request;
using connector::http::Response;

connector::mirror::DoorKeys door_keys(std::string_view secret) {
    connector::mirror::DoorKeys keys;
    keys.site.emplace_back(std::string(secret));
    keys.projects[base::ProjectKey("SUP")];
    return keys;
}

std::string encoded(const Fields& fields) {
    std::string body;
    for (const auto& [name, value] : fields) {
        if (!body.empty()) body += '&';
        body.append(base::percent_encode(name)).append("=").append(base::percent_encode(value));
    }
    return body;
}

Response dispatch_upload(
    const connector::http::Router& router, const connector::http::Route& route, Request& request
) {
    const std::string body = std::exchange(request.body, {});
    if (auto refusal = route.uploads->refuse(request)) return *std::move(refusal);
    request.upload =
        std::make_shared<connector::http::UploadForm>("edge", *route.uploads, route.max_body_bytes);
    const int refusal = request.upload->take(body);
    if (refusal != 0) return router.error_page(refusal, request);
    if (request.upload->finish() != 0) return router.error_page(400, request);
    return route.handler(request);
}

/// The way the server finds the route's handler and its error pages.
Response dispatch(const connector::http::Router& router, Request& request) {
    auto match = router.find(request.method, request.path);
    if (match.is_malformed) return router.error_page(400, request);
    if (match.route == nullptr)
        return router.error_page(match.allowed.empty() ? 404 : 405, request);
    request.path_values = std::move(match.path_values);
    const auto boundary =
        connector::http::multipart_boundary(request.header("content-type").value_or(""));
    if (match.route->uploads && boundary) return dispatch_upload(router, *match.route, request);
    if (request.body.size() > match.route->max_body_bytes) return router.error_page(413, request);
    return match.route->handler(request);
}

}  // namespace

PortalDesk::PortalDesk() : PortalDesk(connector::portal::all_phrases()) {}

PortalDesk::PortalDesk(std::vector<std::unique_ptr<const connector::portal::Phrases>> phrases)
    : readers(settings, std::move(phrases)),
      rooms{
          settings,
          renderer,
          visitors,
          conversations,
          database,
          links,
          sessions,
          link_requests,
          codes,
          guests,
          limits,
          clock,
          random,
          log,
          [this] { ++replies_rung; },
          [this] { ++takeovers_rung; },
          [this](base::AttachmentId id) { return open_file(id); },
          [this](const base::ProjectKey& asked, std::string_view query) {
              return search_help(asked, query);
          },
          [this](const std::string& article) { return read_article(article); },
          &sign_ins,
          &passwords,
          &passkeys,
          [this](const base::ProjectKey&, std::int64_t) { return request_form(); },
          [this] { ++intakes_rung; },
          &work,
          &live,
          &metrics,
          &uploads,
          &offered_moves,
          [this] { ++moves_rung; }},
      intake(
          "webhooks", "connector_webhooks_total", database, {project()}, clock, log, metrics, [] {}
      ),
      webhooks(intake, door_keys(kWebhookSecret)),
      automation(intake, door_keys(kAutomationSecret), clock) {
    connector::portal::add_public_routes(router, rooms, {webhooks, automation});
}

connector::portal::Look PortalDesk::example_look() {
    using connector::portal::look_file;
    return {
        .logo = look_file("/sup", "logo", "image/png", "\x89PNG logo"),
        .icon = look_file("/sup", "icon", "image/svg+xml", "<svg/>"),
        .font_file = look_file("/sup", "font", "font/woff2", "wOF2"),
        .css_file = look_file("/sup", "style", "text/css; charset=utf-8", ".brand{}"),
        .footer = "Acme <Inc>",
        .footer_links =
            {{"Privacy", "https://www.acme.example/privacy?a=1&b"},
             {"Imprint", "mailto:hello@acme.example"}},
    };
}

connector::model::RequestForm PortalDesk::example_form() {
    using Kind = connector::model::FieldKind;
    return {
        {.id = "summary", .name = "Summary", .help = "", .kind = Kind::Text, .is_required = true},
        {.id = "description", .name = "What happens?", .help = "Details", .kind = Kind::LongText},
        {.id = "customfield_1",
         .name = "Device",
         .help = "",
         .kind = Kind::Choice,
         .is_required = true,
         .options = {{"10", "Laptop & co"}, {"11", "Phone"}}},
        {.id = "customfield_2",
         .name = "Also affected",
         .help = "",
         .kind = Kind::Choices,
         .options = {{"20", "Mail"}, {"21", "Calendar"}}},
        {.id = "customfield_3", .name = "Needed by", .help = "", .kind = Kind::Date},
        {.id = "customfield_4", .name = "Watchers", .help = "", .kind = Kind::Unsupported}};
}

base::Result<std::vector<connector::model::Transition>> PortalDesk::offer_transitions() {
    ++transitions_asked;
    if (transitions_failure) return tl::unexpected(*transitions_failure);
    return transitions;
}

base::Result<connector::model::RequestForm> PortalDesk::request_form() const {
    if (form_failure) return tl::unexpected(*form_failure);
    return form;
}

std::map<base::ProjectKey, connector::access::SignInWays> PortalDesk::sign_in_ways() {
    using connector::access::VerificationKey;
    auto fake = std::make_unique<FakeIdentityProvider>();
    provider = fake.get();
    std::map<base::ProjectKey, connector::access::SignInWays> all;
    connector::access::SignInWays& ways = all[project()];
    ways.base_url = std::string(kPublicUrl) + "/sup/sign-in/";
    ways.providers["acme"] = std::move(fake);
    ways.hand_off = connector::access::HandOffRules{
        kProduct, "portal", VerificationKey::from_secret(base::Secret(kHandOffKey)).value()};
    return all;
}

connector::access::AllProofRules PortalDesk::proof_rules() {
    connector::access::AllProofRules all;
    all[project()] = {.passwords = true, .passkeys = true};
    return all;
}

base::Result<base::HttpStream> PortalDesk::open_file(base::AttachmentId id) {
    struct Held final : base::HttpBody {
        std::string bytes;

        base::Result<std::string> read() override {
            std::string piece = bytes.substr(0, 5);  // pieces are as small as they like
            bytes.erase(0, piece.size());
            return piece;
        }
    };

    files_opened.push_back(id);
    if (file_failure) return tl::unexpected(*file_failure);
    const auto found = files.find(id);
    if (found == files.end()) return base::fail(base::ErrorKind::NotFound, "no such file");
    auto body = std::make_unique<Held>();
    body->bytes = found->second.body;
    base::HttpResponse head{found->second.status, found->second.headers, ""};
    return base::HttpStream{std::move(head), std::move(body)};
}

base::Result<std::vector<connector::model::Article>> PortalDesk::search_help(
    const base::ProjectKey& asked, std::string_view query
) {
    questions.push_back(asked.value() + ": " + std::string(query));
    if (help_failure) return tl::unexpected(*help_failure);
    return articles;
}

base::Result<base::SafeHtml> PortalDesk::read_article(const std::string& article) {
    articles_read.push_back(article);
    if (help_failure) return tl::unexpected(*help_failure);
    return base::SafeHtml::paragraphs("What is in article " + article);
}

Response Browser::get(const std::string& path) {
    return send(Method::Get, path, "", {});
}

Response Browser::head(const std::string& path) {
    return send(Method::Head, path, "", {});
}

Response Browser::get_live(const std::string& path) {
    return send(Method::Get, path, "", {{"x-live", "1"}});
}

Response Browser::submit(const std::string& path, Fields typed) {
    Fields fields{{"form_token", hidden("form_token")}};
    if (const std::string once = hidden("once"); !once.empty()) fields.emplace_back("once", once);
    fields.insert(fields.end(), typed.begin(), typed.end());
    return post(path, fields);
}

Response Browser::submit_files(
    const std::string& path, const Fields& typed, const std::vector<Upload>& files
) {
    Fields fields{{"form_token", hidden("form_token")}, {"once", hidden("once")}};
    fields.insert(fields.end(), typed.begin(), typed.end());
    const std::string part = "--edge\r\nContent-Disposition: form-data; name=\"";
    std::string body;
    for (const auto& [name, value] : fields) {
        body.append(part).append(name).append("\"\r\n\r\n").append(value).append("\r\n");
    }
    for (const auto& [name, bytes] : files) {
        body.append(part).append("files\"; filename=\"").append(name).append("\"\r\n\r\n");
        body.append(bytes).append("\r\n");
    }
    auto headers = from_our_pages();
    headers.push_back({"content-type", "multipart/form-data; boundary=edge"});
    return send(Method::Post, path, body + "--edge--\r\n", headers);
}

Response Browser::post(
    const std::string& path, const Fields& fields, const std::vector<base::HttpHeader>& headers
) {
    return send(Method::Post, path, encoded(fields), headers);
}

Response Browser::open_link(const std::string& token) {
    const std::string path = std::string("/l/").append(token);
    get(path);
    return submit(path);
}

std::string Browser::hidden(std::string_view name) const {
    const std::string before = std::string("name=\"").append(name).append("\" value=\"");
    const std::size_t at = page_.find(before);
    if (at == std::string::npos) return "";
    const std::size_t from = at + before.size();
    return page_.substr(from, page_.find('"', from) - from);
}

std::vector<base::HttpHeader> Browser::from_our_pages() {
    return {{"origin", std::string(kPublicUrl)}, {"sec-fetch-site", "same-origin"}};
}

Response Browser::send(
    Method method,
    const std::string& path,
    std::string body,
    const std::vector<base::HttpHeader>& headers
) {
    Request request;
    request.method = method;
    request.target = path;
    request.path = path.substr(0, path.find('?'));
    request.query = path.substr(std::min(request.path.size() + 1, path.size()));
    request.headers = headers;
    request.headers.push_back({"user-agent", "Firefox"});
    for (const auto& [name, value] : cookies) {
        request.headers.push_back({"cookie", std::string(name).append("=").append(value)});
    }
    for (const auto& [name, value] : planted) {
        request.headers.push_back({"cookie", std::string(name).append("=").append(value)});
    }
    request.body = std::move(body);
    request.client_address = "192.0.2.10";
    request.id = std::string("request-").append(std::to_string(++requests_));

    auto response = dispatch(router_, request);
    keep_cookies(response);
    if (response.stream) {
        for (auto piece = response.stream->read(); piece && !piece->empty();
             piece = response.stream->read()) {
            response.body += *piece;
        }
    }
    page_ = response.body;
    return response;
}

void Browser::keep_cookies(const Response& response) {
    for (const auto& set : response.headers) {
        if (set.name != "Set-Cookie") continue;
        const std::size_t equals = set.value.find('=');
        const std::string name = set.value.substr(0, equals);
        const std::string value = set.value.substr(equals + 1, set.value.find(';') - equals - 1);
        if (value.empty()) {
            cookies.erase(name);
        } else {
            cookies[name] = value;
        }
    }
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& known : response.headers) {
        if (known.name == name) return known.value;
    }
    return "";
}

std::string everything(const Response& response) {
    std::string all = std::to_string(response.status);
    all.append("\n").append(response.content_type).append("\n").append(response.cache_control);
    for (const auto& known : response.headers) {
        all.append("\n").append(known.name).append(": ").append(known.value);
    }
    return all.append("\n\n").append(response.body);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    if (what.empty()) return text;
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

int occurrences(std::string_view text, std::string_view part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + part.size())) {
        ++count;
    }
    return count;
}

}  // namespace tests
