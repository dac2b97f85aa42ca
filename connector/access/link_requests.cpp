#include "connector/access/link_requests.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/access/refusals.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/desk_customers.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/request_lists.hpp"

namespace connector::access {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kMaxQueue = 4096;
constexpr LimitRule kPerClient{"link_request.client", 20, minutes{10}};
constexpr LimitRule kPerTarget{"link_request.target", 3, minutes{10}};
constexpr LimitRule kGlobal{"link_request.global", 600, minutes{1}};
constexpr std::int64_t kMaxMailsADay = 20;  // SR-35

}  // namespace

LinkRequests::LinkRequests(
    store::Database& database,
    Links& links,
    Newcomers& newcomers,
    const base::Clock& clock,
    base::Log& log,
    std::function<void()> on_mail
)
    : database_(database),
      links_(links),
      newcomers_(newcomers),
      clock_(clock),
      log_(log),
      on_mail_(std::move(on_mail)),
      limits_(clock),
      worker_({.name = "link_requests"}, bell_, log, [this] { return work_off_one(); }) {}

void LinkRequests::ask(Asked asked) {
    {
        const std::scoped_lock lock(mutex_);
        if (queue_.size() >= kMaxQueue) return;
        queue_.push_back(std::move(asked));
    }
    bell_.ring();
}

bool LinkRequests::work_off_one() {
    std::optional<Asked> asked;
    {
        const std::scoped_lock lock(mutex_);
        if (queue_.empty()) return false;
        asked = std::move(queue_.front());
        queue_.pop_front();
    }
    handle(*asked);
    return true;
}

void LinkRequests::handle(const Asked& asked) {
    if (const auto limit = limit_reached(asked)) {
        log_.warning("link_request.limited", {{"client", client_network(asked.client)}});
        return audit_limit(asked, limit->name, std::nullopt);
    }
    const auto target = find_target(asked);
    if (!target) return pass_on(asked);
    if (!limits_.take(kPerTarget, std::to_string(target->contact.value()))) {
        return audit_limit(asked, kPerTarget.name, target->contact);
    }
    draft_mail(asked, *target);
}

std::optional<LimitRule> LinkRequests::limit_reached(const Asked& asked) {
    if (!limits_.take(kPerClient, client_network(asked.client))) return kPerClient;
    if (!limits_.take(kGlobal, "")) return kGlobal;
    return std::nullopt;
}

void LinkRequests::audit_limit(
    const Asked& asked, std::string_view limit, std::optional<base::ContactId> of
) {
    audit_refusal(
        database_,
        limits_,
        {.event = "limit.reached",
         .contact = of,
         .client = asked.client,
         .detail = std::string(limit)},
        clock_.now()
    );
}

std::optional<LinkRequests::Target> LinkRequests::find_target(const Asked& asked) {
    if (const auto* by_link = std::get_if<ByLink>(&asked.what)) {
        const auto origin = links_.origin(by_link->token);
        if (!origin) return std::nullopt;
        return Target{origin->contact, origin->request, origin->project};
    }
    const auto& by_address = std::get<ByAddress>(asked.what);
    const auto address = model::normalize_address(by_address.typed_address);
    if (!address) return std::nullopt;
    return find_known(*address, by_address.project);
}

std::optional<LinkRequests::Target> LinkRequests::find_known(
    std::string_view address, const base::ProjectKey& project
) {
    return database_.read([&](store::Connection& connection) -> std::optional<Target> {
        const auto contact = store::Contacts(connection).find_by_address(address);
        if (!contact) return std::nullopt;
        const auto latest = store::RequestLists(connection).first_of(contact->id, project);
        if (latest) return Target{contact->id, *latest, project};
        if (!store::DeskCustomers(connection).contains(project, contact->id)) return std::nullopt;
        return Target{contact->id, std::nullopt, project};
    });
}

void LinkRequests::pass_on(const Asked& asked) {
    const auto* by_address = std::get_if<ByAddress>(&asked.what);
    if (by_address == nullptr) return;
    const auto address = model::normalize_address(by_address->typed_address);
    if (!address) return;
    newcomers_.ask(
        {.project = by_address->project,
         .address = *address,
         .browser_hash = asked.browser_hash,
         .client = asked.client}
    );
}

void LinkRequests::draft_mail(const Asked& asked, const Target& target) {
    const base::Time now = clock_.now();
    const bool drafted = database_.write([&](store::Connection& connection) {
        store::Outbox outbox(connection);
        const auto today =
            outbox.count_since(target.contact, model::MailKind::LinkRequested, now - hours{24});
        if (today >= kMaxMailsADay) {
            audit_refusal(
                connection,
                limits_,
                {.event = "limit.reached",
                 .contact = target.contact,
                 .client = asked.client,
                 .detail = "link_request.day"},
                now
            );
            return false;
        }
        // Two clicks within a second are one wish.
        const std::string key = fmt::format(
            "link:{}:{}:{}",
            target.contact.value(),
            base::to_hex(base::ByteView(asked.browser_hash).first(8)),
            base::to_millis(now) / 1000
        );
        return outbox.add(
            {.dedup_key = key,
             .kind = model::MailKind::LinkRequested,
             .contact = target.contact,
             .request = target.request,
             .project = target.request ? std::nullopt : std::optional(target.project),
             .browser_hash = asked.browser_hash},
            now
        );
    });
    if (drafted) on_mail_();
}

}  // namespace connector::access
