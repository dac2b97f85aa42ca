#pragma once

#include <array>

#include "base/http.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/worker.hpp"
#include "jira/breaker.hpp"
#include "jira/governor.hpp"
#include "jira/slots.hpp"
#include "jira/urgency.hpp"

namespace jira {

/// Puts manners around the transport to one site, and is the one way to it for all calls: no call
/// before the time Jira named, none while Jira is down, and no more than `most_calls` at once.
///
/// A call that may not go is refused at once, unsent, with `retry_after`: Limited while a limit
/// lasts or no calls are left, Unauthorized while its credential is refused, Unavailable while the
/// breaker is open. A call that finds no free slot waits in line (slots.hpp); what it waits is
/// taken off its deadline, and when that has passed it leaves the line, refused as Limited,
/// whatever the calls before it do. Thread-safe.
class PacedTransport final {
public:
    PacedTransport(
        base::HttpTransport& next,
        unsigned most_calls,
        base::Clock& clock,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    /// The way for calls of one urgency; lives as long as this object.
    [[nodiscard]] base::HttpTransport& lane(Urgency urgency);
    /// The same manners for calls that go out through another transport than `next`, which outlives
    /// this object as well.
    [[nodiscard]] std::unique_ptr<base::HttpTransport> lane_over(
        Urgency urgency, base::HttpTransport& other
    );

    /// For the operator; also what the metrics show.
    struct View {
        bool is_down = false;     ///< the breaker is open
        std::size_t waiting = 0;  ///< calls that stand in line for a slot
        Governor::View limits{};
    };

    [[nodiscard]] View view() const;

private:
    class Lane final : public base::HttpTransport {
    public:
        Lane(PacedTransport& paced, Urgency urgency, base::HttpTransport& next)
            : paced_(paced), urgency_(urgency), next_(next) {}

        [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request
        ) override;
        /// Its turn ends with the head, and that is what it is judged by: a body that is cut short
        /// later tells nothing about Jira.
        [[nodiscard]] base::Result<base::HttpStream> open(const base::HttpRequest& request
        ) override;

    private:
        PacedTransport& paced_;
        const Urgency urgency_;
        base::HttpTransport& next_;
    };

    class Slot;
    class UnderWay;

    struct Gauges {
        base::Metrics::Gauge is_down;
        base::Metrics::Gauge paused_until;
        base::Metrics::Gauge low_until;
        base::Metrics::Gauge remaining;
    };

    // `call` sends what it is given; what it answers has a head (`head_of`).
    template <typename Call>
    auto in_turn(Urgency urgency, const base::HttpRequest& request, Call call)
        -> decltype(call(request));
    template <typename Call>
    auto in_slot(Urgency urgency, const base::HttpRequest& request, Call call)
        -> decltype(call(request));
    template <typename Call>
    auto through(Breaker::Pass pass, Urgency urgency, const base::HttpRequest& request, Call call)
        -> decltype(call(request));
    void learn(Urgency urgency, const base::HttpRequest& request, const base::HttpResponse& head);
    [[nodiscard]] base::Next watch_line();
    void report(Breaker::Pass pass, Breaker::Outcome outcome);
    void show() const;

    base::Clock& clock_;
    base::Log& log_;
    Governor governor_;
    Breaker breaker_;
    Slots slots_;
    std::array<Lane, kUrgencies> lanes_;
    std::array<base::Metrics::Counter, kUrgencies> calls_;
    base::Metrics::Counter limited_;
    Gauges gauges_;
    base::Bell line_bell_;     ///< somebody stands in line
    base::Worker line_watch_;  ///< turns away those whose time in line is over; last
};

}  // namespace jira
