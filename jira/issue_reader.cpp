#include "jira/issue_reader.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "jira/json_fields.hpp"
#include "jira/public_comment.hpp"
#include "jira/rich_text.hpp"

namespace jira {
namespace {

constexpr std::size_t kMaxKey = 255;
constexpr std::size_t kMaxSummary = 1000;
constexpr std::size_t kMaxStatus = 255;

/// The request type may show customers another name than the workflow's.
std::optional<std::string> status_name(const Json& fields, const Json& type) {
    if (const Json* current = member(type, "currentStatus")) {
        if (auto name = line_member(*current, "status", kMaxStatus)) return name;
    }
    const Json* status = member(fields, "status");
    return status != nullptr ? line_member(*status, "name", kMaxStatus) : std::nullopt;
}

StatusCategory status_category(const Json& fields) {
    const Json* found = member(fields, "status");
    if (found != nullptr) found = member(*found, "statusCategory");
    const auto key = found != nullptr ? text_member(*found, "key") : std::nullopt;
    if (key == "new") return StatusCategory::New;
    if (key == "indeterminate") return StatusCategory::InProgress;
    if (key == "done") return StatusCategory::Done;
    return StatusCategory::Undefined;
}

std::optional<base::Time> time_member(const Json& fields, std::string_view name) {
    const auto text = text_member(fields, name);
    return text ? base::parse_time(*text) : std::nullopt;
}

/// Reads the required parts of one issue and remembers the first that is missing.
class RequiredParts {
public:
    template <typename T>
    T take(std::optional<T> part, std::string_view name) {
        if (!part && missing_.empty()) missing_ = name;
        return std::move(part).value_or(T{});
    }

    [[nodiscard]] std::string_view missing() const { return missing_; }

private:
    std::string_view missing_;
};

/// Search and bulk answers embed the newest comments only; `total` tells.
bool embeds_all_comments(const Json& fields) {
    const Json* page = member(fields, "comment");
    if (page == nullptr) return false;
    const Json* comments = member(*page, "comments");
    const auto total = count_member(*page, "total");
    return comments != nullptr && comments->is_array() && total &&
           static_cast<std::uint64_t>(*total) <= comments->size();
}

std::vector<PublicComment> embedded_comments(const Json& fields, base::Log& log) {
    std::vector<PublicComment> result;
    for (const Json& comment : fields.at("comment").at("comments")) {
        if (auto read = read_public_comment(comment, log)) result.push_back(*std::move(read));
    }
    sort_comments(result);
    return result;
}

Request read_parts(const Json& issue, const Json& fields, const Json& type, RequiredParts& parts) {
    const Json* project = member(fields, "project");
    const Json* reporter = member(fields, "reporter");
    Request request;
    request.id = base::RequestId(parts.take(id_member(issue, "id"), "id"));
    request.key = base::RequestKey(parts.take(line_member(issue, "key", kMaxKey), "key"));
    request.project = base::ProjectKey(parts.take(
        project != nullptr ? line_member(*project, "key", kMaxKey) : std::nullopt, "project.key"
    ));
    request.summary = parts.take(line_member(fields, "summary", kMaxSummary), "summary");
    request.status = parts.take(status_name(fields, type), "status");
    request.status_category = status_category(fields);
    request.created = parts.take(time_member(fields, "created"), "created");
    request.updated = parts.take(time_member(fields, "updated"), "updated");
    if (reporter != nullptr) request.reporter = read_user(*reporter);
    return request;
}

}  // namespace

base::Result<std::optional<ReadIssue>> read_issue(
    const Json& issue, const RequestFields& custom, base::Log& log
) {
    const Json* fields = member(issue, "fields");
    if (fields == nullptr || !fields->is_object()) {
        return base::fail(base::ErrorKind::Invalid, "an issue without fields");
    }
    const Json* type = first_value(*fields, custom.types);
    if (type == nullptr || !type->is_object()) return std::nullopt;

    RequiredParts parts;
    ReadIssue result{read_parts(issue, *fields, *type, parts), embeds_all_comments(*fields)};
    if (!parts.missing().empty()) {
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("issue {}: no readable {}", result.request.id.value(), parts.missing())
        );
    }
    result.request.description = read_rich_text(member(*fields, "description")).html;
    read_custom_fields(*fields, custom, result.request);
    if (result.has_all_comments) result.request.comments = embedded_comments(*fields, log);
    return result;
}

std::optional<ListedRequest> read_listed(const Json& issue, const RequestFields& custom) {
    const auto id = id_member(issue, "id");
    const Json* fields = member(issue, "fields");
    if (!id || fields == nullptr || first_value(*fields, custom.types) == nullptr) {
        return std::nullopt;
    }
    return ListedRequest{
        base::RequestId(*id), time_member(*fields, "updated").value_or(base::Time{})};
}

void sort_comments(std::vector<PublicComment>& comments) {
    std::sort(comments.begin(), comments.end(), [](const auto& left, const auto& right) {
        return std::tie(left.created, left.id) < std::tie(right.created, right.id);
    });
}

}  // namespace jira
