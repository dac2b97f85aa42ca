#include "connector/mirror/projection.hpp"

#include <map>
#include <utility>

#include "connector/mirror/echo.hpp"
#include "connector/mirror/news.hpp"
#include "connector/model/guest.hpp"
#include "connector/store/attachments.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/forgotten.hpp"
#include "connector/store/housekeeping.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/links.hpp"
#include "connector/store/organizations.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/request_search.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/slas.hpp"
#include "connector/store/status_history.hpp"

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

model::Sla to_model(const jira::Sla& read) {
    model::Sla sla{
        .name = read.name, .ongoing = std::nullopt, .met = read.met, .missed = read.missed};
    if (!read.ongoing) return sla;
    const auto& [started, goal, breaches, is_breached, is_paused] = *read.ongoing;
    sla.ongoing = {started, goal, breaches, is_breached, is_paused};
    return sla;
}

/// Its people become contacts.
model::Request save_people(
    store::Connection& connection, const People& people, const jira::Request& read
) {
    model::Request request{
        .id = read.id,
        .key = read.key,
        .project = read.project,
        .reporter = read.reporter ? people.save(connection, *read.reporter) : std::nullopt,
        .summary = read.summary,
        .description = read.description,
        .status = read.status,
        .status_category = to_model(read.status_category),
        .created = read.created,
        .updated = read.updated,
    };
    if (read.type) {
        request.type_id = read.type->id;
        request.type_name = read.type->name;
    }
    for (const jira::User& user : read.participants) {
        if (const auto contact = people.save(connection, user)) {
            request.participants.push_back(*contact);
        }
    }
    return request;
}

/// What a request has besides its own row and its comments.
void save_attributes(store::Connection& connection, const jira::Request& read) {
    std::vector<model::Sla> slas;
    for (const jira::Sla& sla : read.slas) slas.push_back(to_model(sla));
    store::Slas(connection).replace(read.id, slas);
    std::vector<model::Organization> organizations;
    for (const auto& [id, name] : read.organizations) organizations.push_back({id, name});
    store::Organizations(connection).replace_of_request(read.id, organizations);
    if (read.status_since) {
        store::StatusHistory(connection).note(read.id, {read.status, *read.status_since});
    }
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
        if (!reply->contact) {
            comment.author_name = model::kGuestName;
            if (const auto kbot = store::KbotAccounts(connection).latest()) {
                comment.author_account = *kbot;
            }
        } else if (const auto contact = contacts.find(*reply->contact)) {
            comment.author_name = contact->display_name;
        }
        if (read.updated <= read.created) {  // else an agent has edited it: Jira's words count
            comment.html = base::SafeHtml::paragraphs(reply->text);
            comment.text = reply->text;
        }
    } else if (const auto writer = read.mark ? contacts.find_by_account(read.mark->contact) : std::nullopt) {
        // Written here, and our log of it is lost: a store that was put back from a backup.
        comment.author = writer->id;
        comment.author_name = writer->display_name;
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

struct Said {
    std::vector<model::Comment> added{};
    std::vector<model::Comment> edited{};
};

/// Saves the public comments that differ from what is mirrored, removes what is no longer public or
/// no longer there, and returns the new and the changed ones.
Said save_comments(store::Connection& connection, const jira::Request& read, base::Time now) {
    store::Comments comments(connection);
    std::map<base::CommentId, model::Comment> mirrored;
    for (model::Comment& comment : comments.of_request(read.id)) {
        mirrored.emplace(comment.id, std::move(comment));
    }
    Said said;
    for (const jira::PublicComment& public_comment : read.comments) {
        model::Comment comment = to_model(connection, read.id, public_comment);
        const auto known = mirrored.extract(comment.id);
        store::Replies(connection).mark_mirrored(comment.id, now);
        if (known && known.mapped() == comment) continue;
        comments.save(comment);
        if (!known) {
            said.added.push_back(std::move(comment));
        } else if (known.mapped().text != comment.text) {
            said.edited.push_back(std::move(comment));
        }
    }
    for (const auto& [id, gone] : mirrored) comments.remove(id);
    return said;
}

void save_attachments(store::Connection& connection, const jira::Request& read) {
    std::vector<model::Attachment> all;
    const auto add = [&](const std::vector<jira::Attachment>& files,
                         std::optional<base::CommentId> comment) {
        for (const jira::Attachment& file : files) {
            all.push_back(
                {.id = file.id,
                 .request = read.id,
                 .comment = comment,
                 .file_name = file.file_name,
                 .media_type = file.media_type,
                 .size = file.size,
                 .created = file.created}
            );
        }
    };
    add(read.attachments, std::nullopt);
    for (const jira::PublicComment& comment : read.comments) add(comment.attachments, comment.id);
    store::Attachments(connection).replace_all_of(read.id, all);
}

/// What is older is no news to anybody; mails say the same (notify/outbox.hpp).
constexpr std::chrono::hours kStaysNews{24};

/// When a public comment that was not mirrored became news. In a request that is known here it
/// became public since the last read, whenever it was written: an agent may share a note days
/// later. Otherwise it is as old as its words: a first read of old requests, or of one that was out
/// of our sight, is no news. Nor is what may have been told already and forgotten: the outbox knows
/// what it told for as long as its rows are kept.
base::Time became_news(bool is_known, const model::Comment& added, base::Time now) {
    const bool is_remembered = added.created + store::Housekeeping::kMails > now;
    return is_known && is_remembered ? now : added.created;
}

/// The words of whoever was erased are not mirrored again: what they wrote in Jira, and what was
/// posted there for them.
jira::Request without_forgotten(store::Forgotten& forgotten, jira::Request read) {
    std::erase_if(read.comments, [&](const jira::PublicComment& comment) {
        return forgotten.contains(comment.id) || forgotten.contains(comment.author.account_id) ||
               (comment.mark && forgotten.contains(comment.mark->contact));
    });
    return read;
}

/// What the difference between the mirror and Jira tells of the request itself.
std::optional<notify::Event> event_of(
    const std::optional<model::Request>& before, const model::Request& after
) {
    if (!before) {
        return notify::Event{
            .kind = model::MailKind::RequestCreated, .request = after, .at = after.created};
    }
    if (before->status == after.status) return std::nullopt;
    const bool is_resolved = after.status_category == model::StatusCategory::Done;
    return notify::Event{
        .kind = is_resolved ? model::MailKind::RequestResolved : model::MailKind::StatusChanged,
        .request = after,
        .at = after.updated};
}

}  // namespace

Projection::Projection(
    std::set<base::ProjectKey> projects,
    notify::Outbox& outbox,
    const base::Clock& clock,
    std::optional<std::string> kbot_address
)
    : projects_(std::move(projects)),
      outbox_(outbox),
      clock_(clock),
      people_(clock, std::move(kbot_address)) {}

Projection::Outcome Projection::apply(store::Connection& connection, const jira::Request& read) {
    store::Forgotten forgotten(connection);
    if (forgotten.is_empty()) return apply_known(connection, read);
    if (read.reporter && forgotten.contains(read.reporter->account_id)) {
        withdraw(connection, read.id);
        return Outcome::Foreign;
    }
    return apply_known(connection, without_forgotten(forgotten, read));
}

Projection::Outcome Projection::apply_known(
    store::Connection& connection, const jira::Request& read
) {
    const base::Time now = clock_.now();
    if (!projects_.contains(read.project)) {
        withdraw(connection, read.id);  // moved to a project that is none of ours
        return Outcome::Foreign;
    }
    store::Requests requests(connection);
    const auto stamp = requests.stamp_of(read.id);
    if (stamp && stamp->updated > read.updated) return Outcome::Stale;
    const bool is_known = stamp && !stamp->is_withdrawn;
    const auto before = requests.find_any(read.id);

    const model::Request after = save_people(connection, people_, read);
    requests.save(after);
    save_attributes(connection, read);
    if (const auto event = event_of(before, after)) outbox_.note(connection, *event);
    Said said = save_comments(connection, read, now);
    save_attachments(connection, read);
    Changes changes{.before = is_known ? before : std::nullopt, .said = std::move(said.edited)};
    for (model::Comment& comment : said.added) {
        const base::Time at = became_news(is_known, comment, now);
        if (at + kStaysNews > now) changes.said.push_back(comment);
        outbox_.note(
            connection,
            {.kind = model::MailKind::AgentReplied,
             .request = after,
             .comment = std::move(comment),
             .at = at}
        );
    }
    note_news(connection, after, changes);
    store::RequestSearch(connection).catch_up(read.id);
    return Outcome::Applied;
}

void Projection::withdraw(store::Connection& connection, base::RequestId request) {
    const base::Time now = clock_.now();
    store::Attachments(connection).remove_all_of(request);
    store::Comments(connection).remove_all_of(request);
    store::StatusHistory(connection).remove_all_of(request);
    if (store::Requests(connection).withdraw(request, now)) {
        store::Links(connection).void_all_of(request, now);
    }
}

}  // namespace connector::mirror
