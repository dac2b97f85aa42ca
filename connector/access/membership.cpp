#include "connector/access/membership.hpp"

#include "connector/store/desk_customers.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/request_lists.hpp"

namespace connector::access {

bool belongs(
    store::Connection& connection, const base::ProjectKey& project, const model::Contact& contact
) {
    if (store::KbotAccounts(connection).contains(contact.account_id)) return false;
    if (store::DeskCustomers(connection).contains(project, contact.id)) return true;
    return store::RequestLists(connection).first_of(contact.id, project).has_value();
}

}  // namespace connector::access
