#include "jira/datacenter_comments.hpp"

#include <cstddef>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"

namespace jira {
namespace {

constexpr std::string_view kCall = "GET request/comment";
constexpr int kPerPage = 100;
constexpr std::size_t kMaxRows = 10'000;

bool is_literally_true(const Json* value) {
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

}  // namespace

base::Result<PublicIds> ask_public_comments(Caller& caller, base::RequestId id) {
    PublicIds ids;
    for (std::size_t rows = 0; rows < kMaxRows;) {
        base::HttpRequest request = caller.prepare(
            "GET",
            fmt::format(
                "/rest/servicedeskapi/request/{}/comment?public=true&internal=false&start={}"
                "&limit={}",
                id.value(),
                rows,
                kPerPage
            )
        );
        request.headers.push_back({"X-ExperimentalApi", "opt-in"});
        const auto page = caller.ask(kCall, request);
        if (!page) return base::fail(page);
        const Json* values = member(*page, "values");
        const Json* is_last = member(*page, "isLastPage");
        if (values == nullptr || !values->is_array() || is_last == nullptr) {
            return base::fail(
                base::ErrorKind::Invalid, fmt::format("{}: no page in the answer", kCall)
            );
        }
        for (const Json& comment : *values) {
            const auto comment_id = id_member(comment, "id");
            if (comment_id && is_literally_true(member(comment, "public"))) {
                ids.insert(base::CommentId(*comment_id));
            }
        }
        rows += values->size();
        if (is_literally_true(is_last) || values->empty()) return ids;
    }
    return base::fail(
        base::ErrorKind::Invalid, fmt::format("{}: more comments than are read", kCall)
    );
}

void mark_public(Json& comments, const PublicIds& said_public) {
    if (!comments.is_array()) return;
    for (Json& comment : comments) {
        if (!comment.is_object()) continue;
        const auto id = id_member(comment, "id");
        comment["jsdPublic"] = id && said_public.contains(base::CommentId(*id));
    }
}

}  // namespace jira
