#pragma once

#include <optional>
#include <vector>

#include "connector/model/account.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/request.hpp"
#include "connector/model/session.hpp"

/// The one place that decides who may do what with a request (SR-50). Every page, every reply and
/// every mail asks here, and each time anew; what is not allowed by a line below is denied. A
/// request is its reporter's and its participants', as in Jira, and their colleagues' as far as the
/// project's accounts say (access/accounts.hpp). One that was raised anonymously is nobody's; who
/// raised it holds a capability for it (SR-55).
namespace connector::access {

enum class Action {
    See,  ///< the request, its public thread; also: be told about it by mail
    Reply,
    Move,  ///< along the steps of its workflow that the project leaves to customers
};

/// What a visitor may do in a project's portal apart from requests.
enum class PortalAction {
    SearchHelp,    ///< in the articles that Jira shows to customers
    RaiseRequest,  ///< a new one, in their own name
};

/// Whom a project lets in besides those who have proven an address.
struct Doors {
    bool anonymous = false;  ///< `projects[].access.anonymous`
    bool email = false;      ///< `projects[].access.email`: an address that is not proven yet
};

/// Who is asking. A default Subject is nobody.
struct Subject {
    std::optional<base::ContactId> contact{};
    model::Assurance assurance = model::Assurance::Anonymous;
    /// Among colleagues, in the project that is asked about. Without one they see their own only.
    model::Standing standing{};
    std::vector<base::RequestId> holds{};  ///< capabilities; of use to who is no contact
    Doors doors{};                         ///< of the project; capabilities open nothing without
};

/// `sharing` comes from the same snapshot as the request; without one, colleagues see nothing.
[[nodiscard]] bool may(
    const Subject& subject,
    Action action,
    const model::Request& request,
    const model::Sharing& sharing = {}
);

/// The first of the subject's accounts by which they may see the request; null: none.
[[nodiscard]] const model::Account* shared_by(
    const Subject& subject, const model::Request& request, const model::Sharing& sharing
);

/// Whether they are a manager here at all, who sees who their colleagues are.
[[nodiscard]] bool may_see_people(const Subject& subject);
/// And signs this one of them out, of whom that is known.
[[nodiscard]] bool may_sign_out(const Subject& subject, const model::Standing& colleague);

[[nodiscard]] bool may(const Subject& subject, PortalAction action, const Doors& doors);

/// For mail, which reaches an address that Jira vouches for: may this contact be told? Colleagues
/// are not.
[[nodiscard]] bool may_be_told(const model::Contact& contact, const model::Request& request);

/// Likewise a link to their own list, which says nothing: whom a desk lists as its customer gets
/// one though they have no request.
[[nodiscard]] bool may_be_mailed_home(const model::Contact& contact, bool is_customer_of_desk);

}  // namespace connector::access
