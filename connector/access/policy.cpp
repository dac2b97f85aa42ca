#include "connector/access/policy.hpp"

#include <algorithm>

namespace connector::access {

namespace {

bool takes_part(base::ContactId contact, const model::Request& request) {
    const auto& participants = request.participants;
    return std::find(participants.begin(), participants.end(), contact) != participants.end();
}

bool is_let_in(model::Assurance assurance, const Doors& doors) {
    switch (assurance) {
        case model::Assurance::Verified: return false;
        case model::Assurance::Claimed: return doors.email || doors.anonymous;
        case model::Assurance::Anonymous: return doors.anonymous;
    }
    return false;
}

/// A request that has become somebody's is theirs alone, whoever holds it.
bool holds(const Subject& subject, const model::Request& request) {
    if (subject.contact || request.reporter) return false;
    return is_let_in(subject.assurance, subject.doors) &&
           std::find(subject.holds.begin(), subject.holds.end(), request.id) != subject.holds.end();
}

bool is_known(const Subject& subject) {
    return subject.contact && subject.assurance == model::Assurance::Verified;
}

}  // namespace

bool may(
    const Subject& subject,
    Action action,
    const model::Request& request,
    const model::Sharing& sharing
) {
    const bool is_reporter = subject.contact && request.reporter == subject.contact;
    const bool is_participant = subject.contact && takes_part(*subject.contact, request);
    const bool is_proven = subject.assurance == model::Assurance::Verified;
    const bool is_theirs = (is_reporter || is_participant) && is_proven;
    const bool is_shared = shared_by(subject, request, sharing) != nullptr;
    switch (action) {
        case Action::See: return is_theirs || is_shared || holds(subject, request);
        case Action::Reply:
        case Action::Move:  // who has a say in it may also close it
            return is_theirs || holds(subject, request) ||
                   (is_shared && subject.standing.role != model::Role::Viewer);
    }
    return false;
}

const model::Account* shared_by(
    const Subject& subject, const model::Request& request, const model::Sharing& sharing
) {
    const model::Standing& standing = subject.standing;
    if (!is_known(subject) || standing.project != request.project) return nullptr;
    const bool sees_all = standing.role == model::Role::Manager;
    const auto& accounts = standing.accounts;
    const auto found =
        std::find_if(accounts.begin(), accounts.end(), [&](const model::Account& account) {
            return contains(sharing.with, account) ||
                   (sees_all && contains(sharing.of_reporter, account));
        });
    return found == accounts.end() ? nullptr : &*found;
}

bool may_see_people(const Subject& subject) {
    return is_known(subject) && subject.standing.role == model::Role::Manager &&
           !subject.standing.accounts.empty();
}

bool may_sign_out(const Subject& subject, const model::Standing& colleague) {
    const auto& theirs = colleague.accounts;
    return may_see_people(subject) && subject.standing.project == colleague.project &&
           std::any_of(theirs.begin(), theirs.end(), [&](const model::Account& account) {
               return contains(subject.standing.accounts, account);
           });
}

bool may(const Subject& subject, PortalAction action, const Doors& doors) {
    switch (action) {
        case PortalAction::SearchHelp:
        case PortalAction::RaiseRequest:
            switch (subject.assurance) {
                case model::Assurance::Verified: return subject.contact.has_value();
                case model::Assurance::Claimed:
                case model::Assurance::Anonymous: return is_let_in(subject.assurance, doors);
            }
            return false;
    }
    return false;
}

bool may_be_told(const model::Contact& contact, const model::Request& request) {
    return contact.is_active && contact.address &&
           may({contact.id, model::Assurance::Verified}, Action::See, request);
}

bool may_be_mailed_home(const model::Contact& contact, bool is_customer_of_desk) {
    return contact.is_active && contact.address && is_customer_of_desk;
}

}  // namespace connector::access
