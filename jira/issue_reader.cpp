#include "jira/issue_reader.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "jira/body.hpp"
#include "jira/file_naming.hpp"
#include "jira/json_fields.hpp"
#include "jira/public_comment.hpp"

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

/// Jira's HTML of an embedded comment; nothing when it was not asked for.
std::optional<std::string_view> rendering_of(const Json& comment, const Json* rendered_fields) {
    const Json* page = rendered_fields != nullptr ? member(*rendered_fields, "comment") : nullptr;
    const Json* all = page != nullptr ? member(*page, "comments") : nullptr;
    const auto id = id_member(comment, "id");
    if (all == nullptr || !all->is_array() || !id) return std::nullopt;
    for (const Json& each : *all) {
        if (id_member(each, "id") == id) return text_member(each, "body");
    }
    return std::nullopt;
}

const Json& embedded_comments(const Json& fields) {
    static const Json none = Json::array();
    const Json* page = member(fields, "comment");
    const Json* comments = page != nullptr ? member(*page, "comments") : nullptr;
    return comments != nullptr && comments->is_array() ? *comments : none;
}

void distrust_internal_names(const Json& fields, IssueFiles& files) {
    for (const Json& comment : embedded_comments(fields)) {
        const Json* body = member(comment, "body");
        if (body != nullptr && !is_public(comment)) distrust_names_in(*body, files);
    }
}

std::vector<PublicComment> read_comments(
    const Json& fields, const Json* rendered_fields, const IssueFiles& files, base::Log& log
) {
    std::vector<PublicComment> result;
    for (const Json& comment : embedded_comments(fields)) {
        auto read =
            read_public_comment(comment, log, files, rendering_of(comment, rendered_fields));
        if (read) result.push_back(*std::move(read));
    }
    sort_comments(result);
    return result;
}

/// Who may name their files in the description: who asked, and who typed it for them.
Speaker speaker_of_description(const Json& fields) {
    Speaker speaker;
    for (const char* role : {"reporter", "creator"}) {
        const Json* person = member(fields, role);
        const auto user = person != nullptr ? read_user(*person) : std::nullopt;
        if (user) speaker.accounts.push_back(user->account_id);
    }
    return speaker;
}

/// What the description shows; the files that came with the request follow when it is known what
/// the comments show.
void read_description(const Json& fields, const Json* rendered_fields, ReadIssue& result) {
    const auto rendered =
        rendered_fields != nullptr ? text_member(*rendered_fields, "description") : std::nullopt;
    Body body = read_body(
        member(fields, "description"), rendered, result.files, speaker_of_description(fields)
    );
    result.request.description = std::move(body.text.html);
    result.request.attachments = std::move(body.attachments);
    result.wants_rendering = body.wants_rendering;
}

bool contains(const std::vector<Attachment>& attachments, base::AttachmentId id) {
    return std::any_of(attachments.begin(), attachments.end(), [&](const Attachment& each) {
        return each.id == id;
    });
}

void add_files_of_the_form(const IssueFiles& files, Request& request) {
    for (const IssueFile& each : files.all()) {
        if (!came_with_the_request(each, request.created)) continue;
        const base::AttachmentId id = each.file.id;
        const bool is_shown =
            contains(request.attachments, id) ||
            std::any_of(
                request.comments.begin(),
                request.comments.end(),
                [&](const PublicComment& comment) { return contains(comment.attachments, id); }
            );
        if (!is_shown) request.attachments.push_back(each.file);
    }
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
    ReadIssue result{
        .request = read_parts(issue, *fields, *type, parts),
        .has_all_comments = embeds_all_comments(*fields),
        .files = IssueFiles(*fields)};
    if (!parts.missing().empty()) {
        return base::fail(
            base::ErrorKind::Invalid,
            fmt::format("issue {}: no readable {}", result.request.id.value(), parts.missing())
        );
    }
    const Json* rendered = member(issue, "renderedFields");
    distrust_internal_names(*fields, result.files);
    read_description(*fields, rendered, result);
    Request& request = result.request;
    read_custom_fields(*fields, custom, request);
    if (result.has_all_comments) {
        request.comments = read_comments(*fields, rendered, result.files, log);
        result.wants_rendering =
            result.wants_rendering ||
            std::any_of(request.comments.begin(), request.comments.end(), [](const auto& each) {
                return each.wants_rendering;
            });
    }
    add_files_of_the_form(result.files, request);
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
