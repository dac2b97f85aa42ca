#include "connector/notify/outbox.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "connector/access/policy.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/projects.hpp"

namespace connector::notify {
namespace {

constexpr std::chrono::hours kNews{24};

std::string dedup_key_of(const Event& event, base::ContactId contact) {
    const std::int64_t request = event.request.id.value();
    switch (event.kind) {
        case model::MailKind::RequestCreated:
            return fmt::format("created:{}:{}", request, contact.value());
        case model::MailKind::AgentReplied:
            return fmt::format("comment:{}:{}", event.comment->id.value(), contact.value());
        case model::MailKind::StatusChanged:
        case model::MailKind::RequestResolved:
            return fmt::format(
                "status:{}:{}:{}:{}",
                request,
                event.request.status,
                base::to_millis(event.at),
                contact.value()
            );
        case model::MailKind::LinkRequested: break;
    }
    throw std::logic_error("a link is asked for by a person, not by an event");
}

/// Whom it may concern, each once: a reporter can take part, too.
std::set<base::ContactId> recipients_of(const Event& event) {
    std::set<base::ContactId> contacts;
    if (event.request.reporter) contacts.insert(*event.request.reporter);
    if (event.kind == model::MailKind::RequestCreated) return contacts;  // the reporter's receipt
    contacts.insert(event.request.participants.begin(), event.request.participants.end());
    return contacts;
}

}  // namespace

Outbox::Outbox(Rules rules, const base::Clock& clock, base::Bell& bell)
    : rules_(std::move(rules)), clock_(clock), bell_(bell) {}

void Outbox::note(store::Connection& connection, const Event& event) {
    if (!is_wanted(event) || !is_news(connection, event)) return;
    for (const base::ContactId id : recipients_of(event)) {
        const auto contact = store::Contacts(connection).find(id);
        if (!contact || !access::may_be_told(*contact, event.request)) continue;
        const bool is_own_deed = event.comment && event.comment->author == id;
        if (is_own_deed) continue;
        store::Outbox(connection)
            .add(
                {.dedup_key = dedup_key_of(event, id),
                 .kind = event.kind,
                 .contact = id,
                 .request = event.request.id,
                 .comment = event.comment ? std::optional(event.comment->id) : std::nullopt},
                clock_.now()
            );
    }
}

bool Outbox::is_wanted(const Event& event) const {
    const auto rules = rules_.find(event.request.project);
    return rules != rules_.end() && rules->second.contains(event.kind);
}

bool Outbox::is_news(store::Connection& connection, const Event& event) const {
    if (event.at + kNews <= clock_.now()) return false;
    const auto project = store::Projects(connection).find(event.request.project);
    return project && event.at >= project->watched_since;
}

}  // namespace connector::notify
