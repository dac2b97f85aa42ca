#include "connector/store/requests.hpp"

namespace connector::store {
namespace {

model::Comment to_comment(const Row& row) {
    return {
        .id = base::CommentId(row.integer(0)),
        .request = base::RequestId(row.integer(1)),
        .author_name = row.string(2),
        .author_account = base::AccountId(row.string(3)),
        .author = row.is_null(4) ? std::nullopt : std::optional(base::ContactId(row.integer(4))),
        .html = base::SafeHtml::trusted(row.string(5)),
        .text = row.string(6),
        .created = row.time(7),
        .updated = row.time(8),
    };
}

}  // namespace

void Comments::save(const model::Comment& comment) {
    const Value author = comment.author ? Value(comment.author->value()) : Value(nullptr);
    connection_.run(
        "insert into comments (id, request_id, author_name, author_account, author_contact_id, "
        "html, text, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        "on conflict (id) do update set request_id = excluded.request_id, "
        "author_name = excluded.author_name, author_account = excluded.author_account, "
        "author_contact_id = excluded.author_contact_id, html = excluded.html, "
        "text = excluded.text, created_at = excluded.created_at, updated_at = excluded.updated_at",
        {comment.id.value(),
         comment.request.value(),
         std::string_view(comment.author_name),
         std::string_view(comment.author_account.value()),
         author,
         std::string_view(comment.html.value()),
         std::string_view(comment.text),
         base::to_millis(comment.created),
         base::to_millis(comment.updated)}
    );
}

std::optional<model::Comment> Comments::find(base::CommentId id) {
    return connection_.first(
        "select id, request_id, author_name, author_account, author_contact_id, html, text, "
        "created_at, updated_at from comments where id = $1",
        {id.value()},
        to_comment
    );
}

std::vector<model::Comment> Comments::of_request(base::RequestId request) {
    return connection_.all(
        "select id, request_id, author_name, author_account, author_contact_id, html, text, "
        "created_at, updated_at from comments where request_id = $1 order by created_at, id",
        {request.value()},
        to_comment
    );
}

void Comments::remove(base::CommentId id) {
    connection_.run("delete from comments where id = $1", {id.value()});
}

void Comments::remove_all_of(base::RequestId request) {
    connection_.run("delete from comments where request_id = $1", {request.value()});
}

}  // namespace connector::store
