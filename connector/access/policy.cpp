#include "connector/access/policy.hpp"

namespace connector::access {

bool may(const Subject& subject, Action action, const model::Request& request) {
    const bool is_reporter = subject.contact && request.reporter == subject.contact;
    const bool is_proven = subject.assurance == model::Assurance::Verified;
    switch (action) {
        case Action::See:
        case Action::Reply: return is_reporter && is_proven;
    }
    return false;
}

bool may_be_told(const model::Contact& contact, const model::Request& request) {
    return contact.is_active && contact.address &&
           may({contact.id, model::Assurance::Verified}, Action::See, request);
}

}  // namespace connector::access
