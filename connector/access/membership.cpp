#include "connector/access/membership.hpp"

#include "connector/store/desk_customers.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/requests.hpp"

namespace connector::access {

bool belongs(
    store::Connection& connection, const base::ProjectKey& project, const model::Contact& contact
) {
    if (store::KbotAccounts(connection).contains(contact.account_id)) return false;
    if (store::DeskCustomers(connection).contains(project, contact.id)) return true;
    return !store::Requests(connection).list_of(contact.id, project, std::nullopt, 1).empty();
}

}  // namespace connector::access
