#include "connector/access/policy.hpp"

#include <algorithm>

namespace connector::access {

namespace {

bool takes_part(base::ContactId contact, const model::Request& request) {
    const auto& participants = request.participants;
    return std::find(participants.begin(), participants.end(), contact) != participants.end();
}

}  // namespace

bool may(const Subject& subject, Action action, const model::Request& request) {
    const bool is_reporter = subject.contact && request.reporter == subject.contact;
    const bool is_participant = subject.contact && takes_part(*subject.contact, request);
    const bool is_proven = subject.assurance == model::Assurance::Verified;
    switch (action) {
        case Action::See:
        case Action::Reply: return (is_reporter || is_participant) && is_proven;
    }
    return false;
}

bool may(const Subject& subject, PortalAction action, const Doors& doors) {
    switch (action) {
        case PortalAction::SearchHelp:
        case PortalAction::RaiseRequest:
            switch (subject.assurance) {
                case model::Assurance::Verified: return subject.contact.has_value();
                case model::Assurance::Claimed: return subject.contact && doors.email;
                case model::Assurance::Anonymous: return doors.anonymous;
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
