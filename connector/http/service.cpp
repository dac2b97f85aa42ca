#include "connector/http/service.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/service_unavailable.hpp"
#include "base/text.hpp"
#include "connector/http/answer_bytes.hpp"
#include "connector/http/upload_form.hpp"

namespace connector::http {
namespace {

constexpr std::array<int, 7> kPageStatuses{400, 404, 405, 413, 429, 500, 503};
constexpr std::string_view kRetryAfterSeconds = "5";

Response plain_page(int status, const Request& request) {
    return text(status, std::string(reason_phrase(status)) + "\nRequest " + request.id + "\n");
}

}  // namespace

Service::Service(
    ServerSettings settings,
    const Router& router,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : settings_(std::move(settings)),
      router_(router),
      random_(random),
      log_(log),
      metrics_(metrics),
      security_headers_(settings_.hsts),
      trusted_proxies_(settings_.trusted_proxies),
      open_connections_(metrics.gauge(
          "http_open_connections", "Connections open now.", {{"server", settings_.name}}
      )),
      open_streams_(metrics.gauge(
          "http_open_streams", "Streams of events open now.", {{"server", settings_.name}}
      )),
      dropped_streams_(metrics.counter(
          "http_streams_dropped_total",
          "Streams of events that were cut because the client was too slow.",
          {{"server", settings_.name}}
      )),
      body_budget_(settings_.max_body_bytes_at_once),
      upload_budget_(settings_.max_upload_bytes_at_once) {}

std::string Service::new_request_id() const {
    std::array<std::byte, 8> bytes{};
    random_.fill(bytes);
    return base::to_hex(bytes);
}

bool Service::is_allowed_host(std::string_view host) const {
    const auto& allowed = settings_.allowed_hosts;
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(), [&](const std::string& name) {
               return base::equal_ignoring_case(name, host);
           });
}

template <typename Act>
auto Service::guarded(const Route& route, const Request& request, Act act) const
    -> decltype(act()) {
    // The dispatcher's catch: whatever interrupts a handler ends here, with the id that ties the
    // visitor's page to this line. The exception's text stays with the operator.
    const auto failed = [&](int status, std::string_view event, const char* reason) {
        log_.error(event, {{"route", route.name}, {"id", request.id}, {"reason", reason}});
        return error_page(status, request);
    };
    try {
        return act();
    } catch (const base::ServiceUnavailable& error) {
        return failed(503, "http.unavailable", error.what());
    } catch (const std::exception& error) {
        return failed(500, "http.handler_failed", error.what());
    } catch (...) {  // a fiber is never unwound from outside, so this is the handler's own
        return failed(500, "http.handler_failed", "unknown exception");
    }
}

Response Service::answer(const Route& route, const Request& request) const {
    return guarded(route, request, [&] { return route.handler(request); });
}

std::optional<Response> Service::refuse_upload(const Route& route, const Request& request) const {
    return guarded(route, request, [&] { return route.uploads->refuse(request); });
}

Response Service::error_page(int status, const Request& request) const {
    Response page = plain_page(status, request);
    const bool has_page =
        std::find(kPageStatuses.begin(), kPageStatuses.end(), status) != kPageStatuses.end();
    if (router_.error_page && has_page) {
        try {
            page = router_.error_page(status, request);
        } catch (const std::exception& error) {
            // A broken page must not take the answer with it: the plain line stands.
            log_.error("http.error_page_failed", {{"id", request.id}, {"reason", error.what()}});
        }
    }
    page.status = status;
    if (status == 429 || status == 503) {
        page.headers.push_back({"Retry-After", std::string(kRetryAfterSeconds)});
    }
    return page;
}

int Service::connection_opened(const std::string& peer) {
    const int refusal = count_connection(peer);
    if (refusal == 429 && settings_.on_refused_client) settings_.on_refused_client(peer);
    return refusal;
}

int Service::count_connection(const std::string& peer) {
    const bool is_proxy = trusted_proxies_.contains(peer);
    const std::scoped_lock lock(mutex_);
    open_connections_.set(static_cast<double>(++connections_));
    const std::size_t of_client = ++by_client_[client_network(peer)];
    if (connections_ > settings_.max_connections) return 503;
    if (!is_proxy && of_client > settings_.max_connections_per_client) return 429;
    return 0;
}

void Service::connection_closed(const std::string& peer) {
    const std::scoped_lock lock(mutex_);
    open_connections_.set(static_cast<double>(--connections_));
    const auto client = by_client_.find(client_network(peer));
    if (client != by_client_.end() && --client->second == 0) by_client_.erase(client);
}

int Service::stream_opened(const std::string& client) {
    const bool is_proxy = trusted_proxies_.contains(client);
    const std::string network = client_network(client);
    const std::scoped_lock lock(mutex_);
    if (streams_ >= settings_.max_streams) return 503;
    const auto of_client = streams_by_client_.find(network);
    const bool has_many = of_client != streams_by_client_.end() &&
                          of_client->second >= settings_.max_streams_per_client;
    if (!is_proxy && has_many) return 429;
    open_streams_.set(static_cast<double>(++streams_));
    ++streams_by_client_[network];
    return 0;
}

void Service::stream_closed(const std::string& client) {
    const std::scoped_lock lock(mutex_);
    open_streams_.set(static_cast<double>(--streams_));
    const auto of_client = streams_by_client_.find(client_network(client));
    if (of_client != streams_by_client_.end() && --of_client->second == 0) {
        streams_by_client_.erase(of_client);
    }
}

Service::RouteMetrics Service::metrics_for(const std::string& route_name) const {
    RouteMetrics metrics;
    for (const char* status : {"1xx", "2xx", "3xx", "4xx", "5xx"}) {
        metrics.by_class.push_back(metrics_.counter(
            "http_requests_total",
            "Requests answered, by route and status class.",
            {{"server", settings_.name}, {"route", route_name}, {"status", status}}
        ));
    }
    metrics.seconds = metrics_.histogram(
        "http_request_seconds",
        "From the end of a request's head to its answer.",
        {{"server", settings_.name}, {"route", route_name}}
    );
    return metrics;
}

void Service::prepare_metrics() {
    route_metrics_.clear();
    for (const Route& route : router_.routes()) route_metrics_.push_back(metrics_for(route.name));
    route_metrics_.push_back(metrics_for("none"));
}

void Service::finished(const Finished& request) const {
    const auto index = request.route == nullptr
                           ? route_metrics_.size() - 1
                           : static_cast<std::size_t>(request.route - router_.routes().data());
    const RouteMetrics& metrics = route_metrics_[index];
    metrics.by_class[static_cast<std::size_t>(request.status / 100 - 1)].add();
    metrics.seconds.observe_seconds(std::chrono::duration<double>(request.took).count());
    log_.debug(
        "http.request",
        {{"server", settings_.name},
         {"method", request.method},
         {"route", request.route == nullptr ? std::string_view("none") : request.route->name},
         {"status", request.status},
         {"ms", request.took.count()},
         {"id", request.id}}
    );
}

}  // namespace connector::http
