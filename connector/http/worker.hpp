#pragma once

#include <list>
#include <memory>
#include <string>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "connector/http/fiber.hpp"
#include "connector/http/monotonic.hpp"
#include "connector/http/service.hpp"
#include "connector/http/stream_hub.hpp"

namespace connector::http {

class Session;

using IoExecutor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, IoExecutor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, IoExecutor>;
using Endpoint = boost::asio::ip::tcp::endpoint;

/// One I/O thread: its listener, its connections, its fibers. Deadlines are not timers but instants
/// that a tick compares: with ten thousand connections a timer each costs more than a look at all.
///
/// All members run on the worker's thread, except where said otherwise. Outlives its `run`.
class Worker {
public:
    using Sessions = std::list<std::shared_ptr<Session>>;

    explicit Worker(Service& service);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Before `run`. Throws boost::system::system_error.
    void listen(const Endpoint& endpoint);
    [[nodiscard]] Endpoint local_endpoint() const;

    /// The thread's body: serves until drained, or `abandon`.
    void run() noexcept;

    /// From any thread: no new connections, idle ones and streams are closed, busy ones end after
    /// their answer.
    void drain();
    /// From any thread: closes every connection, whatever it is doing.
    void cut();
    /// From any thread: ends `run` though handlers are waiting.
    void abandon();
    /// After `run`: handlers that still wait.
    [[nodiscard]] std::size_t waiting_handlers() const;

    [[nodiscard]] Service& service() const { return service_; }

    [[nodiscard]] FiberPool& fibers() { return fibers_; }

    [[nodiscard]] StreamHub& streams() { return streams_; }

    [[nodiscard]] bool is_draining() const { return is_draining_; }

    /// RFC 9110 date, at most one tick old; empty without a clock.
    [[nodiscard]] const std::string& date() const { return date_; }

    void remove(Sessions::iterator session);

private:
    void accept();
    void welcome(Socket socket, const Endpoint& peer);
    void accept_what_waits();
    void close_idle();
    void tick();
    void update_date();
    void finish_if_drained();

    Service& service_;
    std::shared_ptr<boost::asio::io_context> io_;  ///< shared with those who will resume a fiber
    boost::asio::executor_work_guard<IoExecutor> work_;
    Acceptor acceptor_;
    Endpoint peer_;  ///< of the accept under way
    boost::asio::
        basic_waitable_timer<MonotonicClock, boost::asio::wait_traits<MonotonicClock>, IoExecutor>
            tick_;
    FiberPool fibers_;
    StreamHub streams_;
    Sessions sessions_;
    std::string date_;
    bool is_draining_ = false;
    bool accept_failed_ = false;  ///< tried again at the next tick
};

}  // namespace connector::http
