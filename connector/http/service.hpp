#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "connector/http/body_budget.hpp"
#include "connector/http/forwarded.hpp"
#include "connector/http/security_headers.hpp"
#include "connector/http/server.hpp"

namespace connector::http {

/// What has to be known of a finished request. No path, no query: they may hold a token.
struct Finished {
    const Route* route = nullptr;  ///< null: no route was found
    std::string_view method;
    int status = 0;
    base::milliseconds took{0};
    std::string_view id;
};

/// What all threads of a server share. Thread-safe.
class Service {
public:
    Service(
        ServerSettings settings,
        const Router& router,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    [[nodiscard]] const ServerSettings& settings() const { return settings_; }

    [[nodiscard]] const Router& router() const { return router_; }

    [[nodiscard]] const SecurityHeaders& security_headers() const { return security_headers_; }

    [[nodiscard]] const TrustedProxies& trusted_proxies() const { return trusted_proxies_; }

    [[nodiscard]] base::Log& log() const { return log_; }

    [[nodiscard]] BodyBudget& body_budget() { return body_budget_; }

    /// Of what is on its way to the disk.
    [[nodiscard]] BodyBudget& upload_budget() { return upload_budget_; }

    [[nodiscard]] std::string new_request_id() const;
    [[nodiscard]] bool is_allowed_host(std::string_view host) const;

    /// Runs the handler; what it throws becomes 503 or 500.
    [[nodiscard]] Response answer(const Route& route, const Request& request) const;
    /// Before a form with files is read: the answer to give instead. What it throws likewise.
    [[nodiscard]] std::optional<Response> refuse_upload(const Route& route, const Request& request)
        const;
    /// The router's page for that status, or one line of text. Never throws.
    [[nodiscard]] Response error_page(int status, const Request& request) const;

    /// 0: welcome. 503: the server is full. 429: this client has too many connections open. A
    /// trusted proxy speaks for many and is exempt. Every call is paired with `connection_closed`.
    [[nodiscard]] int connection_opened(const std::string& peer);
    void connection_closed(const std::string& peer);

    /// The same for a connection that is to become a stream of events. 0: there is a StreamShare to
    /// be made of it.
    [[nodiscard]] int stream_opened(const std::string& client);
    void stream_closed(const std::string& client);

    /// Before it is closed: the client took too long.
    void stream_dropped() const { dropped_streams_.add(); }

    /// Prepares what is counted for each route; the router is complete from now on.
    void prepare_metrics();
    void finished(const Finished& request) const;

private:
    /// `act`, and what it throws as an answer.
    template <typename Act>
    [[nodiscard]] auto guarded(const Route& route, const Request& request, Act act) const
        -> decltype(act());

    struct RouteMetrics {
        std::vector<base::Metrics::Counter> by_class;  ///< "1xx" to "5xx"
        base::Metrics::Histogram seconds;
    };

    [[nodiscard]] int count_connection(const std::string& peer);
    [[nodiscard]] RouteMetrics metrics_for(const std::string& route_name) const;

    const ServerSettings settings_;
    const Router& router_;
    base::Random& random_;
    base::Log& log_;
    base::Metrics& metrics_;
    const SecurityHeaders security_headers_;
    const TrustedProxies trusted_proxies_;
    std::vector<RouteMetrics> route_metrics_;  ///< as router_.routes(), and one for "none"
    base::Metrics::Gauge open_connections_;
    base::Metrics::Gauge open_streams_;
    base::Metrics::Counter dropped_streams_;
    BodyBudget body_budget_;
    BodyBudget upload_budget_;

    std::mutex mutex_;
    std::size_t connections_ = 0;                           ///< guarded by mutex_
    std::map<std::string, std::size_t> by_client_;          ///< guarded by mutex_
    std::size_t streams_ = 0;                               ///< guarded by mutex_
    std::map<std::string, std::size_t> streams_by_client_;  ///< guarded by mutex_
};

/// One of the streams that a server allows; given back with this object.
class StreamShare {
public:
    StreamShare(Service& service, std::string client)
        : service_(service), client_(std::move(client)) {}

    ~StreamShare() { service_.stream_closed(client_); }

    StreamShare(const StreamShare&) = delete;
    StreamShare& operator=(const StreamShare&) = delete;

private:
    Service& service_;
    const std::string client_;
};

}  // namespace connector::http
