#include "connector/mirror/enrolment.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/desk_customers.hpp"
#include "connector/store/outbox.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr std::chrono::minutes kLease{2};
constexpr base::Backoff kBackoff{.first = 2s, .factor = 3, .longest = 5min};
constexpr std::chrono::hours kPatience{1};

/// Jira has not said no: it is away, busy, or our credential is being changed.
bool is_passing(ErrorKind kind) {
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Limited ||
           kind == ErrorKind::Unauthorized;
}

bool has_address(const jira::User& user, const std::string& address) {
    return user.email && model::normalize_address(*user.email) == address;
}

base::Metrics::Counter counter_of(base::Metrics& metrics, const char* outcome) {
    return metrics.counter(
        "connector_newcomers_total",
        "Unknown addresses that asked for a link, by what became of them.",
        {{"outcome", outcome}}
    );
}

}  // namespace

Enrolment::Enrolment(
    store::Database& database,
    jira::SiteAdmin& site,
    People people,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    std::function<void()> on_mail
)
    : database_(database),
      site_(site),
      people_(std::move(people)),
      clock_(clock),
      log_(log),
      on_mail_(std::move(on_mail)),
      created_(counter_of(metrics, "created")),
      found_(counter_of(metrics, "found")),
      refused_(counter_of(metrics, "refused")) {}

bool Enrolment::enrol_one() {
    if (!store::is_anything_due<store::Newcomers>(database_, clock_.now())) return false;
    const auto claimed = database_.write([&](store::Connection& connection) {
        return store::Newcomers(connection).claim(clock_.now(), kLease);
    });
    if (!claimed) return false;
    const auto customer = make_customer(claimed->newcomer);
    if (customer) {
        welcome(*claimed, *customer);
    } else {
        give_way(*claimed, customer.error());
    }
    return true;
}

base::Result<Enrolment::Customer> Enrolment::make_customer(
    const store::Newcomers::Newcomer& newcomer
) {
    const auto desk = desk_of(newcomer.project);
    if (!desk) return base::fail(desk);
    Customer customer;
    // The name is what agents see. A visitor has chosen it with the address, and nothing else.
    const std::string name = newcomer.address.substr(0, newcomer.address.rfind('@'));
    auto made = site_.create_customer(newcomer.address, name);
    if (made) {
        customer = {*std::move(made), true};
        // Jira hides the address of what became an Atlassian account.
        if (!customer.user.email) customer.user.email = newcomer.address;
    } else {
        if (is_passing(made.error().kind)) return base::fail(made);
        auto found = find_customer(*desk, newcomer.address, made.error());
        if (!found) return base::fail(found);
        customer.user = *std::move(found);
    }
    if (!has_address(customer.user, newcomer.address)) {
        return base::fail(ErrorKind::Rejected, "Jira has another address for that account");
    }
    // Right after an account was made its id can still be unknown to the desk: tried again.
    if (const auto added = site_.add_customer(*desk, customer.user.account_id); !added) {
        return base::fail(ErrorKind::Unavailable, added.error().message);
    }
    return customer;
}

base::Result<jira::User> Enrolment::find_customer(
    const jira::Desk& desk, const std::string& address, const base::Error& refusal
) {
    const auto found = site_.find_by_address(desk, address);
    if (!found) return base::fail(found);
    if (!*found) return base::fail(ErrorKind::Rejected, refusal.message);
    const jira::User& user = **found;
    if (!user.is_active) return base::fail(ErrorKind::Rejected, "the account is deactivated");
    if (user.is_customer) return user;
    const auto listed = site_.is_customer(desk, user);
    if (!listed) return base::fail(listed);
    if (!*listed) return base::fail(ErrorKind::Rejected, "the account is no customer's");
    return user;
}

base::Result<jira::Desk> Enrolment::desk_of(const base::ProjectKey& project) {
    if (const auto known = desks_.find(project); known != desks_.end()) return known->second;
    const auto desks = site_.desks();
    if (!desks) return base::fail(desks);
    for (const jira::Desk& desk : *desks) desks_[desk.project] = desk;
    const auto found = desks_.find(project);
    if (found != desks_.end()) return found->second;
    return base::fail(ErrorKind::Unavailable, "the project's service desk is not listed");
}

void Enrolment::welcome(const Claimed& claimed, const Customer& customer) {
    const store::Newcomers::Newcomer& newcomer = claimed.newcomer;
    const base::Time now = clock_.now();
    const bool is_welcome = database_.write([&](store::Connection& connection) {
        if (!store::Newcomers(connection).settle(claimed.claim)) return false;
        // Nothing for the Kbot user and for accounts of ours.
        const auto contact = people_.save(connection, customer.user);
        if (!contact) return false;
        store::DeskCustomers(connection).add_ours(newcomer.project, *contact, now);
        const auto note = [&](store::Audit::Entry entry) {
            entry.contact = contact;
            entry.client = newcomer.client;
            store::Audit(connection).add(entry, now);
        };
        if (customer.is_new) {
            note({.event = "customer.created"});
        } else {
            note({.event = "customer.found"});
        }
        return store::Outbox(connection)
            .add(
                {.dedup_key = fmt::format(
                     "newcomer:{}:{}", claimed.claim.id, base::to_millis(claimed.created)
                 ),
                 .kind = model::MailKind::LinkRequested,
                 .contact = *contact,
                 .project = newcomer.project,
                 .browser_hash = newcomer.browser_hash},
                now
            );
    });
    if (!is_welcome) return refused_.add();
    (customer.is_new ? created_ : found_).add();
    on_mail_();
}

void Enrolment::give_way(const Claimed& claimed, const base::Error& error) {
    const base::Time due = clock_.now() + kBackoff.pause_after(claimed.claim.attempts, error);
    if (!is_passing(error.kind) || due > claimed.created + kPatience) {
        return give_up(claimed, error);
    }
    log_.warning(
        "newcomer.waits",
        {{"newcomer", claimed.claim.id},
         {"project", claimed.newcomer.project.value()},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    database_.write([&](store::Connection& connection) {
        store::Newcomers(connection).put_back(claimed.claim, due);
    });
}

void Enrolment::give_up(const Claimed& claimed, const base::Error& error) {
    refused_.add();
    log_.warning(
        "newcomer.refused",
        {{"newcomer", claimed.claim.id},
         {"project", claimed.newcomer.project.value()},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    database_.write([&](store::Connection& connection) {
        static_cast<void>(store::Newcomers(connection).settle(claimed.claim));
    });
}

}  // namespace connector::mirror
