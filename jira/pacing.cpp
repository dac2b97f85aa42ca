#include "jira/pacing.hpp"

#include <utility>

#include "base/waiting.hpp"

namespace jira {
namespace {

/// How late a call in line may notice that its deadline has passed.
constexpr base::milliseconds kLook{100};
/// The bell comes first.
constexpr base::milliseconds kIdle{60'000};

tl::unexpected<base::Error> refuse(base::ErrorKind kind, std::string why, base::seconds wait) {
    return tl::unexpected(base::Error{kind, std::move(why), wait});
}

const base::HttpResponse& head_of(const base::HttpResponse& answer) {
    return answer;
}

const base::HttpResponse& head_of(const base::HttpStream& stream) {
    return stream.head;
}

/// No answer, or the answer of a server in trouble. Everything else shows that Jira is there.
template <typename Answer>
bool is_failure(const base::Result<Answer>& sent) {
    if (sent) return head_of(*sent).status >= 500;
    return sent.error().kind == base::ErrorKind::Unavailable;
}

tl::unexpected<base::Error> refuse(const Governor::Wait& wait) {
    if (wait.is_for_credential) {
        return refuse(
            base::ErrorKind::Unauthorized, "not sent: Jira refused the credential", wait.time
        );
    }
    return refuse(base::ErrorKind::Limited, "not sent: Jira asked to wait", wait.time);
}

double unix_seconds(const std::optional<base::Time>& time) {
    return time ? static_cast<double>(base::to_millis(*time)) / 1000 : 0;
}

base::Metrics::Counter calls_of(base::Metrics& metrics, Urgency urgency) {
    const std::string name(kUrgencyNames.at(static_cast<std::size_t>(urgency)));
    return metrics.counter(
        "connector_jira_calls_total", "Calls sent to Jira, by urgency.", {{"urgency", name}}
    );
}

}  // namespace

/// A place among the calls that are under way.
class PacedTransport::Slot {
public:
    /// Waits, until then at most.
    Slot(PacedTransport& paced, Urgency urgency, base::Time until)
        : slots_(paced.slots_), urgency_(urgency) {
        base::wait_for([&](base::Resume resume) {
            base::Bell& bell = paced.line_bell_;  // our stack may be gone when `take` returns
            const bool is_in_line =
                slots_.take(urgency, until, [this, resume = std::move(resume)](bool is_granted) {
                    is_held_ = is_granted;
                    resume();
                });
            if (is_in_line) bell.ring();
        });
    }

    ~Slot() {
        if (is_held_) slots_.give_back(urgency_);
    }

    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    [[nodiscard]] bool is_held() const { return is_held_; }

private:
    Slots& slots_;
    const Urgency urgency_;
    bool is_held_ = false;
};

/// A call that the governor counts.
class PacedTransport::UnderWay {
public:
    explicit UnderWay(Governor& governor) : governor_(governor) {}

    ~UnderWay() {
        if (is_sent_) {
            governor_.end();
        } else {
            governor_.take_back();
        }
    }

    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

    void send() { is_sent_ = true; }

private:
    Governor& governor_;
    bool is_sent_ = false;
};

PacedTransport::PacedTransport(
    base::HttpTransport& next,
    unsigned most_calls,
    base::Clock& clock,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : clock_(clock),
      log_(log),
      governor_(random),
      slots_(most_calls),
      lanes_{
          Lane(*this, Urgency::Reply, next),
          Lane(*this, Urgency::Visitor, next),
          Lane(*this, Urgency::Event, next),
          Lane(*this, Urgency::Poll, next),
          Lane(*this, Urgency::Backfill, next)},
      calls_{
          calls_of(metrics, Urgency::Reply),
          calls_of(metrics, Urgency::Visitor),
          calls_of(metrics, Urgency::Event),
          calls_of(metrics, Urgency::Poll),
          calls_of(metrics, Urgency::Backfill)},
      limited_(metrics.counter(
          "connector_jira_limited_total", "Answers of Jira that asked to wait (429)."
      )),
      gauges_{
          metrics.gauge("connector_jira_down", "1 while Jira failed repeatedly."),
          metrics.gauge(
              "connector_jira_paused_until_seconds",
              "Unix time until which Jira asked for a pause of the whole site; 0: none."
          ),
          metrics.gauge(
              "connector_jira_low_until_seconds",
              "Unix time until which background work waits, for few calls are left; 0: none."
          ),
          metrics.gauge(
              "connector_jira_remaining_calls",
              "X-RateLimit-Remaining of the last answer that had one; -1: none had."
          )},
      line_watch_({.name = "jira_line", .idle = kIdle}, line_bell_, log, [this] {
          return watch_line();
      }) {
    show();
}

base::HttpTransport& PacedTransport::lane(Urgency urgency) {
    return lanes_.at(static_cast<std::size_t>(urgency));
}

std::unique_ptr<base::HttpTransport> PacedTransport::lane_over(
    Urgency urgency, base::HttpTransport& other
) {
    return std::make_unique<Lane>(*this, urgency, other);
}

PacedTransport::View PacedTransport::view() const {
    return {
        .is_down = breaker_.is_open(),
        .waiting = slots_.waiting(),
        .limits = governor_.view(clock_.now())};
}

void PacedTransport::show() const {
    const View now = view();
    gauges_.is_down.set(now.is_down ? 1 : 0);
    gauges_.paused_until.set(unix_seconds(now.limits.paused_until));
    gauges_.low_until.set(unix_seconds(now.limits.low_until));
    gauges_.remaining.set(static_cast<double>(now.limits.remaining.value_or(-1)));
}

base::Next PacedTransport::watch_line() {
    slots_.expire(clock_.now());
    return slots_.waiting() == 0 ? base::Next(false) : base::Next::after(kLook);
}

base::Result<base::HttpResponse> PacedTransport::Lane::send(const base::HttpRequest& request) {
    return paced_.in_turn(urgency_, request, [this](const base::HttpRequest& call) {
        return next_.send(call);
    });
}

base::Result<base::HttpStream> PacedTransport::Lane::open(const base::HttpRequest& request) {
    return paced_.in_turn(urgency_, request, [this](const base::HttpRequest& call) {
        return next_.open(call);
    });
}

template <typename Call>
auto PacedTransport::in_turn(Urgency urgency, const base::HttpRequest& request, Call call)
    -> decltype(call(request)) {
    const base::Time start = clock_.now();
    if (const auto wait = governor_.wait_before(request, urgency, start)) return refuse(*wait);
    const Slot slot(*this, urgency, start + request.deadline);
    const auto waited = std::chrono::duration_cast<base::milliseconds>(clock_.now() - start);
    if (!slot.is_held() || waited >= request.deadline) {
        return refuse(
            base::ErrorKind::Limited,
            "not sent: too many calls to Jira are under way",
            base::seconds{1}
        );
    }
    if (waited < base::milliseconds{1}) return in_slot(urgency, request, call);
    base::HttpRequest rest = request;
    rest.deadline -= waited;
    return in_slot(urgency, rest, call);
}

template <typename Call>
auto PacedTransport::in_slot(Urgency urgency, const base::HttpRequest& request, Call call)
    -> decltype(call(request)) {
    const base::Time now = clock_.now();
    // What was learned meanwhile holds for those that stood in line, too.
    if (const auto wait = governor_.begin(request, urgency, now)) return refuse(*wait);
    UnderWay under_way(governor_);
    const auto pass = breaker_.enter(now);
    if (!pass) {
        return refuse(
            base::ErrorKind::Unavailable, "not sent: Jira failed repeatedly", breaker_.wait(now)
        );
    }
    under_way.send();
    calls_.at(static_cast<std::size_t>(urgency)).add();
    return through(*pass, urgency, request, call);
}

template <typename Call>
auto PacedTransport::through(
    Breaker::Pass pass, Urgency urgency, const base::HttpRequest& request, Call call
) -> decltype(call(request)) {
    decltype(call(request)) sent;
    try {
        sent = call(request);
    } catch (...) {
        // A pass that is never handed back would keep the breaker open for good.
        report(pass, Breaker::Outcome::Failure);
        throw;
    }
    report(pass, is_failure(sent) ? Breaker::Outcome::Failure : Breaker::Outcome::Success);
    if (sent) learn(urgency, request, head_of(*sent));
    show();
    return sent;
}

void PacedTransport::learn(
    Urgency urgency, const base::HttpRequest& request, const base::HttpResponse& head
) {
    const auto wait = governor_.learn(request, urgency, head, clock_.now());
    if (!wait) return;
    limited_.add();
    log_.warning("jira.limited", {{"status", head.status}, {"wait_s", wait->time.count()}});
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
