#include "connector/mirror/echo.hpp"

#include <string>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/store/reply_files.hpp"

namespace connector::mirror {
namespace {

/// Jira stores ADF and converts both ways, which loses blanks and punctuation but no word.
std::string only_words(std::string_view text) {
    std::string words;
    for (const char c : text) {
        const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                             (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) >= 0x80);
        if (is_word) words += c;
    }
    return words;
}

bool is_of(
    store::Connection& connection,
    const store::Replies::Reply& reply,
    const jira::PublicComment& comment
) {
    if (comment.mark) return comment.mark->reply == mark_of(reply);
    const std::string written = only_words(reply.posted_text);
    const std::string found = only_words(comment.text);
    // Behind the words Jira shows the files, in one way or another.
    const bool has_files =
        found.size() > written.size() && !store::ReplyFiles(connection).of(reply.id).empty();
    return has_files ? found.starts_with(written) : found == written;
}

}  // namespace

std::string mark_of(const store::Replies::Reply& reply) {
    return base::to_base64url(base::sha256(base::as_bytes(reply.idempotency_key)));
}

std::optional<store::Replies::Reply> reply_behind(
    store::Connection& connection, base::RequestId request, const jira::PublicComment& comment
) {
    store::Replies replies(connection);
    if (auto known = replies.find_by_comment(comment.id)) return known;
    // Whoever else writes "Ann wrote: ..." in Jira is not us.
    if (!comment.is_ours) return std::nullopt;
    for (auto& reply : replies.unconfirmed_of(request)) {
        if (!is_of(connection, reply, comment)) continue;
        replies.adopt(reply.id, comment.id);
        return std::move(reply);
    }
    return std::nullopt;
}

}  // namespace connector::mirror
