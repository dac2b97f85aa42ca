#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "connector/http/router.hpp"

namespace connector::http {

struct ServerSettings {
    std::string name = "public";  ///< label in logs and metrics
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: the system chooses, `Server::port()` tells
    unsigned threads = 2;
    /// Host values that are answered ("support.acme.example", "localhost:8080"); empty: any one
    /// Host.
    std::vector<std::string> allowed_hosts{};
    /// CIDR networks whose X-Forwarded-For is believed (SR-112).
    std::vector<std::string> trusted_proxies{};
    bool hsts = true;  ///< off only for a plain-HTTP loopback demo
    /// For the Date header; without one none is sent (RFC 9110 6.6.1). Outlives the server.
    const base::Clock* clock = nullptr;
    /// A client has too many connections open, and one more was refused. Called on a listener's
    /// thread: it must not wait.
    std::function<void(const std::string& client)> on_refused_client{};

    // Limits (SR-111). Deadlines run from the first byte wanted to the last byte had.
    std::size_t max_header_bytes = 16U << 10U;
    std::size_t max_header_count = 100;
    std::size_t max_target_bytes = 4096;
    std::size_t max_connections = 10'000;
    std::size_t max_connections_per_client = 256;
    /// Of those, streams of events. A client is whom `Request::client_address` names, so a proxy's
    /// visitors are told apart.
    std::size_t max_streams = 8'000;
    std::size_t max_streams_per_client = 256;
    /// Of all bodies that are being received or handled; what does not fit is answered 503. Four
    /// times the largest body that a route takes.
    std::size_t max_body_bytes_at_once = 100U << 20U;
    /// Of all forms with files that are on their way to the disk, likewise.
    std::size_t max_upload_bytes_at_once = std::size_t{1} << 30U;
    base::milliseconds header_deadline{10'000};
    base::milliseconds body_deadline{30'000};
    base::milliseconds write_deadline{30'000};
    base::milliseconds idle_deadline{60'000};
    /// Proxies commonly end what was silent for 30 or 60 seconds.
    base::milliseconds stream_heartbeat{20'000};
    /// For what is written to a stream, some hundred bytes at a time.
    base::milliseconds stream_write_deadline{10'000};
    /// On top of their deadline, bodies and answers get the time that they take at this rate.
    std::size_t least_bytes_per_second = 32U << 10U;
};

/// Throws std::runtime_error with address and reason when a server could not listen there now.
void check_can_listen(const std::string& address, std::uint16_t port);

/// An HTTP/1.1 listener: Boost.Beast, one io_context a thread with SO_REUSEPORT. A connection is
/// callbacks; each request's handler runs as a fiber on the connection's thread. Ambiguous framing
/// is refused with 400 and the connection closed (SR-110, see framing.hpp).
class Server {
public:
    /// Binds at once. Throws std::runtime_error with address and reason when it cannot.
    Server(
        ServerSettings settings,
        const Router& router,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );
    /// Stops hard if `stop` was not called.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start();
    [[nodiscard]] std::uint16_t port() const;

    /// How much longer than its grace a stop may take.
    static constexpr base::milliseconds kAbandonAfter{1'000};

    /// Stops accepting, lets requests under way finish, closes idle connections, and joins all
    /// threads; cuts what is left after `grace` (SR-135). A handler that still waits
    /// `kAbandonAfter` later is abandoned with its stack (logged): unwinding it under whoever is to
    /// resume it would be worse. Safe to call twice; not from a handler.
    void stop(base::milliseconds grace) noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace connector::http
