#include "jira/rest_knowledge.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/admin_shapes.hpp"
#include "jira/answer.hpp"
#include "jira/article_reader.hpp"
#include "jira/json_fields.hpp"
#include "jira/rendered_html.hpp"

namespace jira {
namespace {

constexpr std::string_view kCall = "GET servicedesk/knowledgebase/article";
/// What the document gives for `limit`.
constexpr std::size_t kMostRows = 50;
/// Pages may come short (reference: "pages can come short"), and a site may go on for ever.
constexpr int kMostPages = 3;
/// Fifty articles of a few hundred bytes each.
constexpr std::size_t kMaxAnswer = 1U << 20U;
constexpr std::string_view kReadCall = "GET knowledgebase/article/view";

}  // namespace

RestKnowledge::RestKnowledge(
    RestSettings settings, std::string site_url, base::HttpTransport& transport, base::Clock& clock
)
    : caller_(std::move(settings), transport, clock),
      site_url_(std::move(site_url)),
      clock_(clock) {}

base::Result<std::string> RestKnowledge::desk_of(const base::ProjectKey& project) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto known = desks_.find(project); known != desks_.end()) return known->second;
    }
    const std::string path =
        "/rest/servicedeskapi/servicedesk/" + base::percent_encode(project.value());
    const auto answer = caller_.get("GET servicedesk", path);
    if (!answer) return base::fail(answer);
    const auto desk = read_desk(*answer);
    if (!desk) return base::fail(base::ErrorKind::Invalid, "GET servicedesk: no desk");
    const std::scoped_lock lock(mutex_);
    return desks_[project] = desk->id;
}

base::Result<std::vector<Article>> RestKnowledge::search(
    const base::ProjectKey& project, std::string_view query, std::size_t limit
) {
    const auto desk = desk_of(project);
    if (!desk) return base::fail(desk);
    const std::string first = fmt::format(
        "/rest/servicedeskapi/servicedesk/{}/knowledgebase/article?query={}&highlight=false&limit="
        "{}",
        base::percent_encode(*desk),
        base::percent_encode(query),
        std::clamp<std::size_t>(limit, 1, kMostRows)
    );
    std::vector<Article> found;
    std::string path = first;
    for (int pages = 0; pages < kMostPages; ++pages) {
        base::HttpRequest request = caller_.prepare("GET", path);
        request.max_answer_bytes = kMaxAnswer;
        const auto answer = caller_.ask(kCall, request);
        if (!answer) return base::fail(answer);
        const Json* const values = member(*answer, "values");
        if (values == nullptr || !values->is_array()) {
            return base::fail(base::ErrorKind::Invalid, fmt::format("{}: no page", kCall));
        }
        for (const Json& value : *values) {
            if (found.size() == limit) break;
            if (auto article = read_article(value, site_url_)) found.push_back(*std::move(article));
        }
        const auto cursor = next_cursor(*answer);
        if (found.size() >= limit || !cursor) break;
        path = fmt::format("{}&cursor={}", first, base::percent_encode(*cursor));
    }
    return found;
}

base::Result<base::SafeHtml> RestKnowledge::read(const std::string& id) {
    // Our own address, of nothing foreign but digits: what a payload calls one is never fetched
    // (SR-75).
    base::HttpRequest request = caller_.prepare(
        "GET",
        fmt::format("/rest/servicedeskapi/knowledgebase/article/view/{}", base::percent_encode(id))
    );
    for (base::HttpHeader& header : request.headers) {
        if (header.name == "Accept") header.value = "text/html";
    }
    request.max_answer_bytes = kMaxAnswer;
    const auto answer = caller_.send(kReadCall, request);
    if (!answer) return base::fail(answer);
    if (answer->status == 403 || answer->status == 404) {
        return base::fail(base::ErrorKind::NotFound, fmt::format("{}: not there", kReadCall));
    }
    const auto page = read_page_answer(kReadCall, *answer, clock_.now());
    if (!page) return base::fail(page);
    auto shown = sanitise_article(*page);
    if (!shown) {
        return base::fail(base::ErrorKind::Invalid, fmt::format("{}: too long", kReadCall));
    }
    return *std::move(shown);
}

}  // namespace jira
