#include "connector/store/attachments.hpp"

#include <algorithm>
#include <map>

namespace connector::store {
namespace {

model::Attachment to_attachment(const Row& row) {
    return {
        .id = base::AttachmentId(row.integer(0)),
        .request = base::RequestId(row.integer(1)),
        .comment = row.is_null(2) ? std::nullopt : std::optional(base::CommentId(row.integer(2))),
        .file_name = row.string(3),
        .media_type = row.string(4),
        .size = row.integer(5),
        .created = row.time(6),
    };
}

}  // namespace

void Attachments::replace_all_of(
    base::RequestId request, std::span<const model::Attachment> attachments
) {
    std::map<base::AttachmentId, model::Attachment> known;
    for (model::Attachment& each : of_request(request)) known.emplace(each.id, std::move(each));
    std::map<base::AttachmentId, const model::Attachment*> wanted;
    for (const model::Attachment& each : attachments) wanted.emplace(each.id, &each);

    for (const auto& [id, each] : known) {
        if (wanted.contains(id)) continue;
        connection_.run("delete from attachments where id = $1", {id.value()});
    }
    for (const auto& [id, each] : wanted) {
        const auto before = known.find(id);
        if (before == known.end() || before->second != *each) save(*each);
    }
}

void Attachments::save(const model::Attachment& attachment) {
    const Value comment = attachment.comment ? Value(attachment.comment->value()) : Value(nullptr);
    connection_.run(
        "insert into attachments (id, request_id, comment_id, file_name, media_type, size, "
        "created_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do update set "
        "request_id = excluded.request_id, comment_id = excluded.comment_id, "
        "file_name = excluded.file_name, media_type = excluded.media_type, size = excluded.size, "
        "created_at = excluded.created_at",
        {attachment.id.value(),
         attachment.request.value(),
         comment,
         std::string_view(attachment.file_name),
         std::string_view(attachment.media_type),
         attachment.size,
         base::to_millis(attachment.created)}
    );
}

void Attachments::remove_all_of(base::RequestId request) {
    connection_.run("delete from attachments where request_id = $1", {request.value()});
}

std::optional<model::Attachment> Attachments::find(base::RequestId request, base::AttachmentId id) {
    return connection_.first(
        "select id, request_id, comment_id, file_name, media_type, size, created_at "
        "from attachments where id = $1 and request_id = $2",
        {id.value(), request.value()},
        to_attachment
    );
}

std::vector<model::Attachment> Attachments::of_request(base::RequestId request) {
    return connection_.all(
        "select id, request_id, comment_id, file_name, media_type, size, created_at "
        "from attachments where request_id = $1 order by id",
        {request.value()},
        to_attachment
    );
}

}  // namespace connector::store
