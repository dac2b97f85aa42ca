#include "connector/portal/request_filing.hpp"

#include <utility>

#include <fmt/format.h>

#include "connector/portal/form_answers.hpp"
#include "connector/store/guests.hpp"

namespace connector::portal {
namespace {

constexpr access::LimitRule kAtOnce{"portal.raise", 10, std::chrono::minutes{10}};
constexpr access::LimitRule kInADay{"portal.raise_day", 50, std::chrono::hours{24}};
/// All guests together: what nobody vouches for must not bury the desk.
constexpr access::LimitRule kOfGuests{"portal.raise_guests", 100, std::chrono::minutes{10}};

constexpr const char* kDescription = "description";  // Jira's id of the field

/// Agents are told that an address is not proven, where there is a place for it (SR-56).
void say_who(model::FieldAnswers& answers, const std::optional<std::string>& address) {
    model::Guest guest;
    guest.claimed_address = address;
    for (model::FieldAnswer& answer : answers) {
        if (answer.field != kDescription || answer.values.empty()) continue;
        answer.values.front() +=
            "\n\n" + model::name_for_agents(guest) + " wrote this in the portal.";
    }
}

}  // namespace

store::Raiser raiser_of(const Visitor& visitor) {
    if (visitor.signed_in) return {.contact = visitor.signed_in->contact.id};
    if (visitor.guest) return {.guest = visitor.guest->id.value()};
    return {};
}

bool may_raise(const Visitor& visitor, const access::Doors& doors, bool gives_address) {
    access::Subject subject = visitor.subject();
    if (gives_address && !visitor.signed_in) subject.assurance = model::Assurance::Claimed;
    return access::may(subject, access::PortalAction::RaiseRequest, doors);
}

bool RequestFiling::is_allowed(const Visitor& visitor, const http::Request& request) const {
    return rooms_.allow(kAtOnce, visitor, request) && rooms_.allow(kInADay, visitor, request) &&
           (visitor.signed_in || rooms_.limits.take(kOfGuests, ""));
}

RequestFiling::Filed RequestFiling::file(
    store::Connection& connection,
    const Visitor& visitor,
    const http::Request& request,
    Written written
) const {
    const std::string summary = summary_in(written.answers);
    if (!visitor.signed_in) say_who(written.answers, written.address);
    const base::Time now = rooms_.clock.now();
    Filed filed;
    const store::Raiser raiser = become_raiser(connection, visitor, written.address, filed);
    const auto added = store::Intakes(connection)
                           .add(
                               {.idempotency_key = idempotency_key(visitor, written.once),
                                .project = project_.key,
                                .raiser = raiser,
                                .type = written.type,
                                .summary = summary,
                                .answers = std::move(written.answers)},
                               now
                           );
    filed.intake = added.id;
    if (!added.is_new) return filed;
    store::Audit(connection)
        .add(
            {.event = "request.written",
             .contact = raiser.contact,
             .client = request.client_address,
             .detail = raiser.guest ? fmt::format("guest {}", *raiser.guest) : ""},
            now
        );
    return filed;
}

void RequestFiling::announce(
    const Visitor& visitor, const http::Request& request, const std::optional<std::string>& address
) const {
    rooms_.on_intake();
    if (!address) return;
    rooms_.link_requests.ask(
        {.what = access::LinkRequests::ByAddress{*address, project_.key},
         .browser_hash = rooms_.visitors.browser_hash(visitor),
         .client = request.client_address}
    );
}

std::string RequestFiling::idempotency_key(const Visitor& visitor, std::string_view once) const {
    if (const auto contact = visitor.contact())
        return fmt::format("c{}:{}", contact->value(), once);
    return fmt::format("g{}:{}", base::to_hex(rooms_.visitors.browser_hash(visitor)), once);
}

store::Raiser RequestFiling::become_raiser(
    store::Connection& connection,
    const Visitor& visitor,
    const std::optional<std::string>& address,
    Filed& filed
) const {
    const store::Raiser raiser = raiser_of(visitor);
    if (raiser.contact) return raiser;
    if (raiser.guest) {
        const model::GuestId guest(*raiser.guest);
        if (address) store::Guests(connection).claim_address(guest, *address);
        return raiser;
    }
    filed.begun = rooms_.guests.begin(connection, project_.key, address);
    return {.guest = filed.begun->guest.id.value()};
}

}  // namespace connector::portal
