#include "connector/mirror/projection.hpp"

#include <algorithm>
#include <utility>

#include "connector/mirror/echo.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/links.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"

namespace connector::mirror {
namespace {

model::StatusCategory to_model(jira::StatusCategory category) {
    switch (category) {
        case jira::StatusCategory::Undefined: return model::StatusCategory::Undefined;
        case jira::StatusCategory::New: return model::StatusCategory::New;
        case jira::StatusCategory::InProgress: return model::StatusCategory::InProgress;
        case jira::StatusCategory::Done: return model::StatusCategory::Done;
    }
    return model::StatusCategory::Undefined;
}

std::optional<base::ContactId> save_reporter(
    store::Connection& connection, const std::optional<jira::User>& reporter, base::Time now
) {
    if (!reporter) return std::nullopt;
    std::optional<std::string> address;
    if (reporter->email) {
        // An address that we can't mail to is like a hidden one.
        if (auto normalized = model::normalize_address(*reporter->email)) address = *normalized;
    }
    return store::Contacts(connection)
        .save(
            {.account_id = reporter->account_id,
             .display_name = reporter->display_name,
             .address = address,
             .is_active = reporter->is_active},
            now
        )
        .id;
}

model::Request to_model(const jira::Request& read, std::optional<base::ContactId> reporter) {
    return {
        .id = read.id,
        .key = read.key,
        .project = read.project,
        .reporter = reporter,
        .summary = read.summary,
        .description = read.description,
        .status = read.status,
        .status_category = to_model(read.status_category),
        .created = read.created,
        .updated = read.updated,
    };
}

model::Comment to_model(
    store::Connection& connection, base::RequestId request, const jira::PublicComment& read
) {
    model::Comment comment{
        .id = read.id,
        .request = request,
        .author_name = read.author.display_name,
        .author_account = read.author.account_id,
        .author = std::nullopt,
        .html = read.html,
        .text = read.text,
        .created = read.created,
        .updated = read.updated,
    };
    store::Contacts contacts(connection);
    if (const auto reply = reply_behind(connection, request, read)) {
        comment.author = reply->contact;
        if (const auto contact = contacts.find(reply->contact))
            comment.author_name = contact->display_name;
        if (read.updated <= read.created) {  // else an agent has edited it: Jira's words count
            comment.html = base::SafeHtml::paragraphs(reply->text);
            comment.text = reply->text;
        }
    } else if (const auto contact = contacts.find_by_account(read.author.account_id)) {
        comment.author = contact->id;
    } else if (auto known = store::Comments(connection).find(read.id); known && known->author) {
        // A reply from here whose own row was forgotten since: it stays the contact's.
        comment.author = known->author;
        comment.author_name = std::move(known->author_name);
        if (read.updated <= read.created) {
            comment.html = std::move(known->html);
            comment.text = std::move(known->text);
        }
    }
    return comment;
}

/// Saves the public comments, removes what is no longer public or no longer there, and returns the
/// new ones.
std::vector<model::Comment> save_comments(
    store::Connection& connection, const jira::Request& read, base::Time now
) {
    store::Comments comments(connection);
    std::vector<base::CommentId> gone = comments.ids_of_request(read.id);
    std::vector<model::Comment> added;
    for (const jira::PublicComment& public_comment : read.comments) {
        model::Comment comment = to_model(connection, read.id, public_comment);
        comments.save(comment);
        store::Replies(connection).mark_mirrored(comment.id, now);
        const auto known = std::find(gone.begin(), gone.end(), comment.id);
        if (known == gone.end()) {
            added.push_back(std::move(comment));
        } else {
            gone.erase(known);
        }
    }
    for (const base::CommentId id : gone) comments.remove(id);
    return added;
}

/// What the difference between the mirror and Jira tells.
std::vector<notify::Event> events_of(
    const std::optional<model::Request>& before,
    const model::Request& after,
    std::vector<model::Comment> added
) {
    std::vector<notify::Event> events;
    if (!before) {
        events.push_back(
            {.kind = model::MailKind::RequestCreated, .request = after, .at = after.created}
        );
    } else if (before->status != after.status) {
        const bool is_resolved = after.status_category == model::StatusCategory::Done;
        events.push_back(
            {.kind =
                 is_resolved ? model::MailKind::RequestResolved : model::MailKind::StatusChanged,
             .request = after,
             .at = after.updated}
        );
    }
    for (model::Comment& comment : added) {
        const base::Time at = comment.created;
        events.push_back(
            {.kind = model::MailKind::AgentReplied,
             .request = after,
             .comment = std::move(comment),
             .at = at}
        );
    }
    return events;
}

}  // namespace

Projection::Projection(
    std::set<base::ProjectKey> projects, notify::Outbox& outbox, const base::Clock& clock
)
    : projects_(std::move(projects)), outbox_(outbox), clock_(clock) {}

Projection::Outcome Projection::apply(store::Connection& connection, const jira::Request& read) {
    const base::Time now = clock_.now();
    if (!projects_.contains(read.project)) {
        withdraw(connection, read.id);  // moved to a project that is none of ours
        return Outcome::Foreign;
    }
    store::Requests requests(connection);
    const auto before = requests.find_any(read.id);
    if (before && before->updated > read.updated) return Outcome::Stale;

    const model::Request after = to_model(read, save_reporter(connection, read.reporter, now));
    requests.save(after);
    std::vector<model::Comment> added = save_comments(connection, read, now);
    for (const notify::Event& event : events_of(before, after, std::move(added))) {
        outbox_.note(connection, event);
    }
    return Outcome::Applied;
}

void Projection::withdraw(store::Connection& connection, base::RequestId request) {
    const base::Time now = clock_.now();
    store::Comments(connection).remove_all_of(request);
    if (store::Requests(connection).withdraw(request, now)) {
        store::Links(connection).void_all_of(request, now);
    }
}

}  // namespace connector::mirror
