#include "jira/rest_client.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/answer.hpp"
#include "jira/comment_pages.hpp"
#include "jira/json_fields.hpp"
#include "jira/myself.hpp"
#include "jira/public_comment.hpp"
#include "jira/reply_mark.hpp"
#include "jira/search_page.hpp"

namespace jira {
namespace {

using base::ErrorKind;

/// A hundred requests with long threads; an answer that is larger is asked for in halves.
constexpr std::size_t kMaxBatchBytes = 32U << 20U;
constexpr base::milliseconds kBatchDeadline{60'000};

std::string number(base::RequestId id) {
    return base::percent_encode(std::to_string(id.value()));
}

Json batch_body(
    const std::vector<base::RequestId>& ids, const RequestFields& custom, bool with_rendering
) {
    Json body;
    body["issueIdsOrKeys"] = Json::array();
    for (const base::RequestId id : ids) {
        body["issueIdsOrKeys"].push_back(std::to_string(id.value()));
    }
    body["fields"] = fields_to_read(custom);
    if (with_rendering) body["expand"] = {"renderedFields"};
    return body;
}

/// Jira names issues it could not read this time, or that made the answer too large; those that are
/// gone or out of sight are not among them. Nothing when the list can't be understood: an issue on
/// it must not pass for one that is gone.
std::optional<std::vector<base::RequestId>> issues_to_ask_again(
    const Json& answer, const std::vector<base::RequestId>& asked
) {
    std::vector<base::RequestId> ids;
    const Json* errors = member(answer, "issueErrors");
    if (errors == nullptr) return ids;
    if (!errors->is_array()) return std::nullopt;
    for (const Json& error : *errors) {
        const base::RequestId id(id_member(error, "id").value_or(0));
        if (std::find(asked.begin(), asked.end(), id) == asked.end()) return std::nullopt;
        ids.push_back(id);
    }
    return ids;
}

}  // namespace

/// What one bulk answer said.
struct RestClient::Batch {
    Reading reading{};
    std::set<base::RequestId> seen{};  ///< whatever the issues turned out to be
    Ids ask_again{};
    Ids wants_rendering{};  ///< those among `reading` that a rendering would tell more about
    bool is_too_large = false;
};

RestClient::RestClient(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock, base::Log& log
)
    : caller_(std::move(settings), transport, clock),
      fields_(caller_, clock),
      clock_(clock),
      log_(log) {}

base::Result<User> RestClient::myself() {
    return ask_myself(caller_);
}

base::Result<RestClient::Reading> RestClient::read_requests(std::span<const base::RequestId> ids) {
    if (ids.size() > kMaxBatch) {
        return base::fail(ErrorKind::Invalid, "more requests than one call can read");
    }
    Reading all;
    if (ids.empty()) return all;
    const auto custom = fields_.get();
    if (!custom) return base::fail(custom);

    std::set<base::RequestId> missing(ids.begin(), ids.end());
    std::vector<Ids> batches{Ids(missing.begin(), missing.end())};
    while (!batches.empty()) {
        const Ids batch = std::move(batches.back());
        batches.pop_back();
        auto read = read_batch(batch, *custom);
        if (!read) return base::fail(read);
        if (read->is_too_large) {
            const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
            batches.emplace_back(batch.begin(), middle);
            batches.emplace_back(middle, batch.end());
            continue;
        }
        if (auto done = add_renderings(*read, *custom); !done) return base::fail(done);
        if (!read->ask_again.empty()) batches.push_back(std::move(read->ask_again));
        for (const base::RequestId id : read->seen) missing.erase(id);
        auto& [requests, unreadable] = read->reading;
        std::move(requests.begin(), requests.end(), std::back_inserter(all.requests));
        all.unreadable.insert(all.unreadable.end(), unreadable.begin(), unreadable.end());
    }
    if (!missing.empty()) {
        // Absence is believed only while the credential is honoured.
        if (const auto me = myself(); !me) return base::fail(me);
    }
    return all;
}

base::Result<SearchPage> RestClient::search(
    std::string_view jql, const std::optional<std::string>& page
) {
    constexpr std::string_view kCall = "POST search/jql";
    const auto custom = fields_.get();
    if (!custom) return base::fail(custom);
    Json body{{"jql", jql}, {"fields", fields_to_read(*custom)}};
    if (page) body["nextPageToken"] = *page;

    for (std::size_t size = kMaxBatch;; size /= 2) {
        body["maxResults"] = size;
        const auto sent = caller_.send(kCall, prepare_bulk("/rest/api/3/search/jql", body));
        if (!sent && sent.error().kind == ErrorKind::Rejected && size > 1) continue;
        if (!sent) return base::fail(sent);
        const auto answer = read_answer(kCall, *sent, clock_.now());
        if (!answer) return base::fail(answer);
        return read_search_page(*answer, *custom, log_);
    }
}

base::Result<ListPage> RestClient::list(
    std::string_view jql, const std::optional<std::string>& page
) {
    const auto custom = fields_.get();
    if (!custom) return base::fail(custom);
    Json body{{"jql", jql}, {"fields", {"updated"}}, {"maxResults", kListedPerPage}};
    for (const std::string& field : custom->types) body["fields"].push_back(field);
    if (page) body["nextPageToken"] = *page;
    const auto answer =
        caller_.ask("POST search/jql", prepare_bulk("/rest/api/3/search/jql", body));
    if (!answer) return base::fail(answer);
    return read_list_page(*answer, *custom);
}

base::Result<std::int64_t> RestClient::count(std::string_view jql) {
    constexpr std::string_view kCall = "POST search/approximate-count";
    const Json body{{"jql", jql}};
    const auto answer =
        caller_.ask(kCall, caller_.prepare("POST", "/rest/api/3/search/approximate-count", body));
    if (!answer) return base::fail(answer);
    const auto count = count_member(*answer, "count");
    if (!count) return base::fail(ErrorKind::Invalid, fmt::format("{}: no count", kCall));
    return *count;
}

base::Result<RestClient::Marks> RestClient::reply_marks(std::span<const base::CommentId> ids) {
    constexpr std::string_view kCall = "POST comment/list";
    Json body;
    body["ids"] = Json::array();
    for (const base::CommentId id : ids) body["ids"].push_back(id.value());
    const auto sent =
        caller_.send(kCall, prepare_bulk("/rest/api/3/comment/list?expand=properties", body));
    if (!sent) return base::fail(sent);
    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer) return base::fail(answer);
    return read_reply_marks(*answer);
}

base::HttpRequest RestClient::prepare_bulk(std::string_view path, const Json& body) const {
    base::HttpRequest post = caller_.prepare("POST", path, body);
    post.deadline = kBatchDeadline;
    post.max_answer_bytes = kMaxBatchBytes;
    return post;
}

base::Result<void> RestClient::add_renderings(Batch& batch, const RequestFields& custom) {
    if (batch.wants_rendering.empty()) return {};
    const auto rendered = read_batch(batch.wants_rendering, custom, true);
    if (!rendered && rendered.error().kind != ErrorKind::Rejected) return base::fail(rendered);
    if (!rendered) return {};  // what is there without it has to do
    for (const Request& better : rendered->reading.requests) {
        for (Request& known : batch.reading.requests) {
            if (known.id == better.id) known = better;
        }
    }
    return {};
}

base::Result<RestClient::Batch> RestClient::read_batch(
    const Ids& ids, const RequestFields& custom, bool with_rendering
) {
    constexpr std::string_view kCall = "POST issue/bulkfetch";
    const auto sent = caller_.send(
        kCall, prepare_bulk("/rest/api/3/issue/bulkfetch", batch_body(ids, custom, with_rendering))
    );
    if (!sent && sent.error().kind == ErrorKind::Rejected && ids.size() > 1) {
        return Batch{.is_too_large = true};
    }
    if (!sent) return base::fail(sent);
    const auto answer = read_answer(kCall, *sent, clock_.now());
    if (!answer) return base::fail(answer);

    const Json* issues = member(*answer, "issues");
    if (issues == nullptr || !issues->is_array()) {
        return base::fail(ErrorKind::Invalid, fmt::format("{}: no issues in the answer", kCall));
    }
    auto ask_again = issues_to_ask_again(*answer, ids);
    if (!ask_again || ask_again->size() >= ids.size()) {
        return base::fail(ErrorKind::Unavailable, fmt::format("{}: issues not readable", kCall));
    }
    Batch batch{.ask_again = *std::move(ask_again)};
    for (const Json& issue : *issues) {
        if (auto taken = take_issue(issue, custom, batch); !taken) return base::fail(taken);
    }
    return batch;
}

base::Result<void> RestClient::take_issue(
    const Json& issue, const RequestFields& custom, Batch& batch
) {
    const base::RequestId id(id_member(issue, "id").value_or(0));
    batch.seen.insert(id);
    auto read = read_issue(issue, custom, log_);
    if (!read) {
        log_unreadable(id, read.error());
        batch.reading.unreadable.push_back(id);
        return {};
    }
    if (!*read) return {};  // no JSM request (any more)
    Request& found = (*read)->request;
    if (!(*read)->has_all_comments) {
        auto comments = read_comments(id, (*read)->files);
        if (!comments) return base::fail(comments);
        if (!*comments) {
            batch.reading.unreadable.push_back(id);
            return {};
        }
        found.comments = **std::move(comments);
    }
    if ((*read)->wants_rendering) batch.wants_rendering.push_back(id);
    batch.reading.requests.push_back(std::move(found));
    return {};
}

base::Result<std::optional<std::vector<PublicComment>>> RestClient::read_comments(
    base::RequestId id, const IssueFiles& files
) {
    CommentPages pages(kMaxComments, files);
    for (;;) {
        const auto page = caller_.get(
            "GET issue/comment",
            fmt::format(
                "/rest/api/3/issue/{}/comment?startAt={}&maxResults={}&orderBy=created"
                "&expand=renderedBody",
                number(id),
                pages.next_start(),
                kCommentsPerPage
            )
        );
        // Deleted since the batch was read.
        if (!page && page.error().kind == ErrorKind::NotFound) return std::nullopt;
        if (!page) return base::fail(page);
        const auto is_last = pages.add(*page, log_);
        if (!is_last) {
            log_unreadable(id, is_last.error());
            return std::nullopt;
        }
        if (*is_last) return std::move(pages).take();
    }
}

void RestClient::log_unreadable(base::RequestId id, const base::Error& error) {
    log_.error("jira.issue_unreadable", {{"issue", id.value()}, {"reason", error.message}});
}

}  // namespace jira
