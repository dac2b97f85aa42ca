#include "connector/mirror/echo.hpp"

#include <string>

#include "connector/store/contacts.hpp"

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

}  // namespace

std::optional<store::Replies::Reply> reply_behind(
    store::Connection& connection, base::RequestId request, const jira::PublicComment& comment
) {
    store::Replies replies(connection);
    if (auto known = replies.find_by_comment(comment.id)) return known;
    // A customer who writes "Ann wrote: ..." in Jira's own portal is not us.
    const bool is_customers =
        comment.author.is_customer ||
        store::Contacts(connection).find_by_account(comment.author.account_id);
    if (is_customers) return std::nullopt;
    for (auto& reply : replies.unconfirmed_of(request)) {
        if (only_words(reply.posted_text) != only_words(comment.text)) continue;
        replies.adopt(reply.id, comment.id);
        return std::move(reply);
    }
    return std::nullopt;
}

}  // namespace connector::mirror
