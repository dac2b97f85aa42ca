#include "connector/mirror/takeover.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/guests.hpp"
#include "connector/store/inbox.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr std::chrono::minutes kLease{2};
constexpr base::Backoff kBackoff{.first = 2s, .factor = 2, .longest = 10min};

/// Jira has said no for good. Everything else is tried again: nobody else keeps the wish.
bool is_final(ErrorKind kind) {
    return kind == ErrorKind::NotFound || kind == ErrorKind::Rejected || kind == ErrorKind::Denied;
}

base::Metrics::Counter counter_of(base::Metrics& metrics, const char* outcome) {
    return metrics.counter(
        "connector_takeovers_total",
        "Requests of guests that contacts wanted as theirs, by what became of it.",
        {{"outcome", outcome}}
    );
}

store::Inbox::Delivery hint_of(base::RequestId request, const store::Claim& claim) {
    const std::string name =
        fmt::format("takeover {} {} {}", request.value(), claim.id, claim.fence);
    return {
        .body_hash = base::sha256(base::as_bytes(name)),
        .event = "connector:takeover",
        .request = request};
}

}  // namespace

Takeover::Takeover(
    store::Database& database,
    jira::SiteAdmin& site,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    std::function<void()> on_hint
)
    : database_(database),
      site_(site),
      clock_(clock),
      log_(log),
      on_hint_(std::move(on_hint)),
      done_(counter_of(metrics, "done")),
      refused_(counter_of(metrics, "refused")) {}

bool Takeover::take_one() {
    if (!store::is_anything_due<store::Takeovers>(database_, clock_.now())) return false;
    const auto claimed = database_.write([&](store::Connection& connection) {
        return store::Takeovers(connection).claim(clock_.now(), kLease);
    });
    if (!claimed) return false;
    if (const auto told = tell_jira(*claimed); !told) {
        give_way(*claimed, told.error());
    } else {
        settle(*claimed);
    }
    return true;
}

base::Result<void> Takeover::tell_jira(const Claimed& claimed) {
    const auto contact = database_.read([&](store::Connection& connection) {
        return store::Contacts(connection).find(claimed.takeover.contact);
    });
    if (!contact) throw std::logic_error("a request is taken over by nobody");
    if (!contact->is_active) {
        return base::fail(ErrorKind::Denied, "the contact's account is deactivated");
    }
    const auto made = site_.make_reporter(claimed.takeover.request, contact->account_id);
    if (made || !is_final(made.error().kind) || made.error().kind == ErrorKind::NotFound) {
        return made;
    }
    return site_.add_participant(claimed.takeover.request, contact->account_id);
}

void Takeover::settle(const Claimed& claimed) {
    const auto& [request, contact] = claimed.takeover;
    const bool is_settled = database_.write([&](store::Connection& connection) {
        if (!store::Takeovers(connection).finish(claimed.claim)) return false;
        store::Guests(connection).release(request);
        store::Inbox(connection).accept(hint_of(request, claimed.claim), clock_.now());
        store::Audit(connection)
            .add({.event = "takeover.done", .contact = contact, .request = request}, clock_.now());
        return true;
    });
    if (!is_settled) return;
    done_.add();
    on_hint_();
}

void Takeover::give_way(const Claimed& claimed, const base::Error& error) {
    if (is_final(error.kind)) return give_up(claimed, error);
    log_.warning(
        "takeover.waits",
        {{"request", claimed.takeover.request.value()},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    database_.write([&](store::Connection& connection) {
        const base::Time due = clock_.now() + kBackoff.pause_after(claimed.claim.attempts, error);
        store::Takeovers(connection).put_back(claimed.claim, due, error.message);
    });
}

void Takeover::give_up(const Claimed& claimed, const base::Error& error) {
    refused_.add();
    log_.warning(
        "takeover.refused",
        {{"request", claimed.takeover.request.value()},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    database_.write([&](store::Connection& connection) {
        store::Takeovers(connection).refuse(claimed.claim, error.message);
    });
}

}  // namespace connector::mirror
