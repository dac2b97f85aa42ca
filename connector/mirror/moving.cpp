#include "connector/mirror/moving.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/inbox.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr std::chrono::minutes kLease{2};
constexpr base::Backoff kBackoff{.first = 2s, .factor = 2, .longest = 10min};

/// Jira has said no to this step.
bool is_final(ErrorKind kind) {
    return kind == ErrorKind::NotFound || kind == ErrorKind::Rejected || kind == ErrorKind::Denied;
}

base::Metrics::Counter counter_of(base::Metrics& metrics, const char* outcome) {
    return metrics.counter(
        "connector_moves_total",
        "Steps that customers wanted taken with their requests, by what became of it.",
        {{"outcome", outcome}}
    );
}

store::Inbox::Delivery hint_of(base::RequestId request, const store::Claim& claim) {
    const std::string name = fmt::format("move {} {} {}", request.value(), claim.id, claim.fence);
    return {
        .body_hash = base::sha256(base::as_bytes(name)),
        .event = "connector:move",
        .request = request};
}

}  // namespace

Moving::Moving(
    store::Database& database,
    jira::Client& client,
    jira::Transitions& transitions,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    std::function<void()> on_hint
)
    : database_(database),
      client_(client),
      transitions_(transitions),
      clock_(clock),
      log_(log),
      on_hint_(std::move(on_hint)),
      done_(counter_of(metrics, "done")),
      refused_(counter_of(metrics, "refused")) {}

bool Moving::move_one() {
    if (!store::is_anything_due<store::Moves>(database_, clock_.now())) return false;
    const auto claimed = database_.write([&](store::Connection& connection) {
        return store::Moves(connection).claim(clock_.now(), kLease);
    });
    if (!claimed) return false;
    if (const auto told = tell_jira(*claimed); !told) {
        give_way(*claimed, told.error());
    } else {
        settle(*claimed);
    }
    return true;
}

base::Result<bool> Moving::is_still_wanted(const store::Moves::Move& move) {
    const std::array<base::RequestId, 1> ids{move.request};
    const auto read = client_.read_requests(ids);
    if (!read) return base::fail(read);
    if (!read->unreadable.empty()) {
        return base::fail(
            ErrorKind::Unavailable, "the request cannot be read to look for the move"
        );
    }
    if (read->requests.empty()) return base::fail(ErrorKind::NotFound, "the request is gone");
    return read->requests.front().status == move.from_status;
}

base::Result<void> Moving::tell_jira(const Claimed& claimed) {
    if (claimed.claim.attempts > 1) {
        const auto wanted = is_still_wanted(claimed.move);
        if (!wanted) return base::fail(wanted);
        if (!*wanted) return {};
    }
    return transitions_.perform(claimed.move.request, claimed.move.transition);
}

void Moving::settle(const Claimed& claimed) {
    const base::RequestId request = claimed.move.request;
    const bool is_settled = database_.write([&](store::Connection& connection) {
        if (!store::Moves(connection).finish(claimed.claim)) return false;
        store::Inbox(connection).accept(hint_of(request, claimed.claim), clock_.now());
        return true;
    });
    if (!is_settled) return;
    done_.add();
    on_hint_();
}

void Moving::give_way(const Claimed& claimed, const base::Error& error) {
    const bool is_refused = is_final(error.kind);
    const std::initializer_list<base::Field> fields{
        {"request", claimed.move.request.value()},
        {"kind", base::name_of(error.kind)},
        {"reason", error.message}};
    if (is_refused) {
        log_.warning("move.refused", fields);
        refused_.add();
    } else {
        log_.warning("move.waits", fields);
    }
    database_.write([&](store::Connection& connection) {
        store::Moves moves(connection);
        if (is_refused) return moves.refuse(claimed.claim, error.message);
        const base::Time due = clock_.now() + kBackoff.pause_after(claimed.claim.attempts, error);
        moves.put_back(claimed.claim, due, error.message);
    });
}

}  // namespace connector::mirror
