#pragma once

#include "base/http.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "jira/breaker.hpp"
#include "jira/governor.hpp"

namespace jira {

/// Puts manners around the transport to one site: no call before the time Jira named, and none
/// while Jira is down. It never waits; a call that may not go is refused at once, unsent, with
/// `retry_after`: Limited while a limit lasts, Unavailable while the breaker is open. Thread-safe.
class PacedTransport final : public base::HttpTransport {
public:
    PacedTransport(
        base::HttpTransport& next, base::Clock& clock, base::Random& random, base::Log& log
    );

    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request) override;

private:
    [[nodiscard]] base::Result<base::HttpResponse> send_through(
        Breaker::Pass pass, const base::HttpRequest& request
    );
    void report(Breaker::Pass pass, Breaker::Outcome outcome);

    base::HttpTransport& next_;
    base::Clock& clock_;
    base::Log& log_;
    Governor governor_;
    Breaker breaker_;
};

}  // namespace jira
