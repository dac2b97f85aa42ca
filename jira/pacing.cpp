#include "jira/pacing.hpp"

namespace jira {
namespace {

tl::unexpected<base::Error> refuse(base::ErrorKind kind, std::string why, base::seconds wait) {
    return tl::unexpected(base::Error{kind, std::move(why), wait});
}

/// No answer, or the answer of a server in trouble. Everything else shows that Jira is there.
bool is_failure(const base::Result<base::HttpResponse>& sent) {
    if (sent) return sent->status >= 500;
    return sent.error().kind == base::ErrorKind::Unavailable;
}

}  // namespace

PacedTransport::PacedTransport(
    base::HttpTransport& next, base::Clock& clock, base::Random& random, base::Log& log
)
    : next_(next), clock_(clock), log_(log), governor_(random) {}

base::Result<base::HttpResponse> PacedTransport::send(const base::HttpRequest& request) {
    const base::Time now = clock_.now();
    if (const auto wait = governor_.wait_before(request, now)) {
        return refuse(base::ErrorKind::Limited, "not sent: Jira asked to wait", *wait);
    }
    const auto pass = breaker_.enter(now);
    if (!pass) {
        return refuse(
            base::ErrorKind::Unavailable, "not sent: Jira failed repeatedly", breaker_.wait(now)
        );
    }
    return send_through(*pass, request);
}

base::Result<base::HttpResponse> PacedTransport::send_through(
    Breaker::Pass pass, const base::HttpRequest& request
) {
    base::Result<base::HttpResponse> sent;
    try {
        sent = next_.send(request);
    } catch (...) {
        // A pass that is never handed back would keep the breaker open for good.
        report(pass, Breaker::Outcome::Failure);
        throw;
    }
    report(pass, is_failure(sent) ? Breaker::Outcome::Failure : Breaker::Outcome::Success);
    if (!sent) return sent;
    if (const auto wait = governor_.learn(request, *sent, clock_.now())) {
        log_.warning("jira.limited", {{"status", sent->status}, {"wait_s", wait->count()}});
    }
    return sent;
}

void PacedTransport::report(Breaker::Pass pass, Breaker::Outcome outcome) {
    const base::Time now = clock_.now();
    switch (breaker_.report(pass, outcome, now)) {
        case Breaker::Change::Opened:
            log_.warning("jira.breaker_opened", {{"wait_s", breaker_.wait(now).count()}});
            break;
        case Breaker::Change::Closed: log_.info("jira.breaker_closed"); break;
        case Breaker::Change::None: break;
    }
}

}  // namespace jira
