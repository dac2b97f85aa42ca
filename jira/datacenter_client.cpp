#include "jira/datacenter_client.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/answer.hpp"
#include "jira/comment_pages.hpp"
#include "jira/jql.hpp"
#include "jira/json_fields.hpp"
#include "jira/myself.hpp"
#include "jira/reply_mark.hpp"
#include "jira/search_page.hpp"
#include "jira/start_at.hpp"

namespace jira {
namespace {

using base::ErrorKind;

/// A hundred requests with long threads; an answer that is larger is asked for in halves.
constexpr std::size_t kMaxBatchBytes = 32U << 20U;
constexpr base::milliseconds kBatchDeadline{60'000};
constexpr std::string_view kSearch = "POST search";

bool is_out_of_sight(const base::Error& error) {
    return error.kind == ErrorKind::Denied || error.kind == ErrorKind::NotFound;
}

/// What a page of a search has to tell: who changed, and when.
Json fields_to_find(const RequestFields& custom) {
    Json fields = {"summary", "status", "created", "updated", "reporter", "project"};
    for (const std::string& id : custom.types) fields.push_back(id);
    return fields;
}

std::vector<base::RequestId> ids_of(const Json& issues) {
    std::vector<base::RequestId> ids;
    for (const Json& issue : issues) ids.emplace_back(id_member(issue, "id").value_or(0));
    return ids;
}

/// The list of comments in an issue; null where there is none.
Json* comments_in(Json& issue) {
    const auto fields = issue.find("fields");
    if (fields == issue.end() || !fields->is_object()) return nullptr;
    const auto page = fields->find("comment");
    if (page == fields->end() || !page->is_object()) return nullptr;
    const auto comments = page->find("comments");
    return comments != page->end() && comments->is_array() ? &*comments : nullptr;
}

bool has_no_comments(const Json& issue) {
    const Json* fields = member(issue, "fields");
    const Json* page = fields != nullptr ? member(*fields, "comment") : nullptr;
    const Json* comments = page != nullptr ? member(*page, "comments") : nullptr;
    return comments != nullptr && comments->is_array() && comments->empty() &&
           count_member(*page, "total") == 0;
}

bool is_request(const Json& issue, const RequestFields& custom) {
    const Json* fields = member(issue, "fields");
    return fields != nullptr && first_value(*fields, custom.types) != nullptr;
}

}  // namespace

DatacenterClient::DatacenterClient(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock, base::Log& log
)
    : caller_(std::move(settings), transport, clock),
      fields_(caller_, clock),
      clock_(clock),
      log_(log) {}

base::Result<User> DatacenterClient::myself() {
    return ask_myself(caller_);
}

base::Result<DatacenterClient::Reading> DatacenterClient::read_requests(
    std::span<const base::RequestId> ids
) {
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
        auto issues = read_batch(batch, *custom);
        const bool is_rejected = !issues && issues.error().kind == ErrorKind::Rejected;
        if (is_rejected && batch.size() > 1) {
            const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
            batches.emplace_back(batch.begin(), middle);
            batches.emplace_back(middle, batch.end());
            continue;
        }
        if (is_rejected) issues = read_one(batch.front(), *custom);
        if (!issues) return base::fail(issues);
        for (Json& issue : *issues) {
            missing.erase(base::RequestId(id_member(issue, "id").value_or(0)));
            if (auto taken = take_issue(issue, *custom, all); !taken) return base::fail(taken);
        }
    }
    if (!missing.empty()) {
        // Absence is believed only while the credential is honoured.
        if (const auto me = myself(); !me) return base::fail(me);
    }
    return all;
}

base::Result<Json> DatacenterClient::ask_search(const Json& body) {
    base::HttpRequest post = caller_.prepare("POST", caller_.platform("/search"), body);
    post.deadline = kBatchDeadline;
    post.max_answer_bytes = kMaxBatchBytes;
    auto answer = caller_.ask(kSearch, post);
    if (!answer) return base::fail(answer);
    const Json* issues = member(*answer, "issues");
    if (issues == nullptr || !issues->is_array() || !count_member(*answer, "total")) {
        return base::fail(
            ErrorKind::Invalid, fmt::format("{}: no issues or total in the answer", kSearch)
        );
    }
    return answer;
}

base::Result<Json> DatacenterClient::read_batch(const Ids& ids, const RequestFields& custom) {
    auto answer = ask_search(
        {{"jql", requests_jql(ids)},
         {"startAt", 0},
         {"maxResults", ids.size()},
         // Else one that is gone has the whole query refused.
         {"validateQuery", false},
         {"fields", fields_to_read(custom)},
         {"expand", {"renderedFields"}}}
    );
    if (!answer) return base::fail(answer);
    Json& issues = (*answer)["issues"];
    // A cap below what was asked for would make the rest look gone.
    const auto total = static_cast<std::size_t>(*count_member(*answer, "total"));
    if (issues.size() < total) {
        return base::fail(
            ErrorKind::Rejected, fmt::format("{}: {} of {} issues", kSearch, issues.size(), total)
        );
    }
    return std::move(issues);
}

base::Result<Json> DatacenterClient::read_one(base::RequestId id, const RequestFields& custom) {
    const Json fields = fields_to_read(custom);
    const std::string path = fmt::format(
        "/issue/{}?fields={}&expand=renderedFields",
        id.value(),
        fmt::join(fields.get<std::vector<std::string>>(), ",")
    );
    auto issue = caller_.get("GET issue", caller_.platform(path));
    if (!issue && is_out_of_sight(issue.error())) return Json::array();
    if (!issue) return base::fail(issue);
    return Json::array({*std::move(issue)});
}

base::Result<void> DatacenterClient::take_issue(
    Json& issue, const RequestFields& custom, Reading& reading
) {
    const base::RequestId id(id_member(issue, "id").value_or(0));
    if (!is_request(issue, custom)) return {};
    PublicIds said_public;
    const auto settled = settle_comments(issue, said_public);
    if (!settled) return base::fail(settled);
    if (!*settled) {
        reading.unreadable.push_back(id);
        return {};
    }
    auto read = read_issue(issue, custom, log_);
    if (!read) {
        log_unreadable(id, read.error().message);
        reading.unreadable.push_back(id);
        return {};
    }
    if (!*read) return {};
    Request& found = (*read)->request;
    if (!(*read)->has_all_comments) {
        auto comments = read_comments(id, (*read)->files, said_public);
        if (!comments) return base::fail(comments);
        if (!*comments) {
            reading.unreadable.push_back(id);
            return {};
        }
        found.comments = **std::move(comments);
    }
    reading.requests.push_back(std::move(found));
    return {};
}

base::Result<bool> DatacenterClient::settle_comments(Json& issue, PublicIds& said_public) {
    if (has_no_comments(issue)) return true;
    const base::RequestId id(id_member(issue, "id").value_or(0));
    auto said = ask_public_comments(caller_, id);
    if (!said && is_out_of_sight(said.error())) {
        log_unreadable(id, said.error().message);
        return false;
    }
    if (!said) return base::fail(said);
    said_public = *std::move(said);
    if (Json* comments = comments_in(issue)) mark_public(*comments, said_public);
    return true;
}

base::Result<std::optional<std::vector<PublicComment>>> DatacenterClient::read_comments(
    base::RequestId id, const IssueFiles& files, const PublicIds& said_public
) {
    CommentPages pages(kMaxComments, files);
    for (;;) {
        auto page = caller_.get(
            "GET issue/comment",
            caller_.platform(fmt::format(
                "/issue/{}/comment?startAt={}&maxResults={}&orderBy=created&expand=renderedBody",
                id.value(),
                pages.next_start(),
                kCommentsPerPage
            ))
        );
        if (!page && is_out_of_sight(page.error())) return std::nullopt;
        if (!page) return base::fail(page);
        if (const auto found = page->find("comments"); found != page->end()) {
            mark_public(*found, said_public);
        }
        const auto is_last = pages.add(*page, log_);
        if (!is_last) {
            log_unreadable(id, is_last.error().message);
            return std::nullopt;
        }
        if (*is_last) return std::move(pages).take();
    }
}

base::Result<Json> DatacenterClient::page_of(Json body, const std::optional<std::string>& page) {
    const auto place = page ? StartAt::from_token(*page) : std::optional(StartAt());
    if (!place) return base::fail(ErrorKind::Rejected, "no token of a page of ours");
    for (const std::size_t overlap : StartAt::kOverlaps) {
        const std::size_t row = place->row(overlap);
        body["startAt"] = row;
        auto answer = ask_search(body);
        if (!answer) return base::fail(answer);
        Json& issues = (*answer)["issues"];
        const auto ids = ids_of(issues);
        if (!place->joins(row, ids)) continue;
        const auto total = static_cast<std::size_t>(*count_member(*answer, "total"));
        const auto repeated = static_cast<std::ptrdiff_t>(place->repeated(ids));
        issues.erase(issues.begin(), issues.begin() + repeated);
        Json found{{"issues", std::move(issues)}};
        if (!ids.empty() && row + ids.size() < total) {
            found["nextPageToken"] = place->behind(row, ids).to_token();
        }
        return found;
    }
    return base::fail(
        ErrorKind::Rejected, fmt::format("{}: the list moved while it was read", kSearch)
    );
}

base::Result<SearchPage> DatacenterClient::search(
    std::string_view jql, const std::optional<std::string>& page
) {
    const auto custom = fields_.get();
    if (!custom) return base::fail(custom);
    const auto found = page_of(
        {{"jql", jql}, {"maxResults", kMaxBatch}, {"fields", fields_to_find(*custom)}}, page
    );
    if (!found) return base::fail(found);
    // None of them has its comments, so each is incomplete.
    return read_search_page(*found, *custom, log_);
}

base::Result<ListPage> DatacenterClient::list(
    std::string_view jql, const std::optional<std::string>& page
) {
    const auto custom = fields_.get();
    if (!custom) return base::fail(custom);
    Json body{{"jql", jql}, {"maxResults", kListedPerPage}, {"fields", {"updated"}}};
    for (const std::string& field : custom->types) body["fields"].push_back(field);
    const auto found = page_of(std::move(body), page);
    if (!found) return base::fail(found);
    return read_list_page(*found, *custom);
}

base::Result<std::int64_t> DatacenterClient::count(std::string_view jql) {
    const auto answer = ask_search(
        {{"jql", jql}, {"startAt", 0}, {"maxResults", 0}, {"fields", Json::array({"updated"})}}
    );
    if (!answer) return base::fail(answer);
    return *count_member(*answer, "total");
}

base::Result<DatacenterClient::Marks> DatacenterClient::reply_marks(
    std::span<const base::CommentId> ids
) {
    Marks marks;
    for (const base::CommentId id : ids) {
        const auto property = caller_.get(
            "GET comment/properties",
            caller_.platform(fmt::format("/comment/{}/properties/{}", id.value(), kReplyProperty))
        );
        // No mark, or no comment any more.
        if (!property && property.error().kind == ErrorKind::NotFound) continue;
        if (!property) return base::fail(property);
        if (auto mark = read_reply_mark(*property)) marks.emplace(id, *std::move(mark));
    }
    return marks;
}

void DatacenterClient::log_unreadable(base::RequestId id, std::string_view reason) {
    log_.error("jira.issue_unreadable", {{"issue", id.value()}, {"reason", std::string(reason)}});
}

}  // namespace jira
