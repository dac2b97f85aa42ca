#include "connector/http/worker.hpp"

#include <utility>

#include <boost/asio/post.hpp>

#include "base/time.hpp"
#include "connector/http/session.hpp"

namespace connector::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr base::milliseconds kTick{50};

/// Beyond the limit a connection is still told so; beyond that many more it is only closed.
constexpr std::size_t kRefusedAtOnce = 256;

}  // namespace

Worker::Worker(Service& service)
    : service_(service),
      io_(std::make_shared<asio::io_context>(1)),
      work_(asio::make_work_guard(*io_)),
      acceptor_(*io_),
      tick_(*io_),
      fibers_([io = io_](FiberPool::Task task) { asio::post(*io, std::move(task)); }),
      streams_(service, io_) {}

Worker::~Worker() = default;

void Worker::listen(const Endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(asio::socket_base::max_listen_connections);
    acceptor_.non_blocking(true);
}

Endpoint Worker::local_endpoint() const {
    return acceptor_.local_endpoint();
}

void Worker::run() noexcept {
    update_date();
    accept();
    tick();
    for (;;) {
        try {
            io_->run();
            return;
        } catch (const std::exception& error) {
            // Out of memory in a completion, say. That connection is lost, the others go on.
            service_.log().error("http.worker_failed", {{"reason", error.what()}});
        }
    }
}

void Worker::drain() {
    asio::post(*io_, [this] {
        if (std::exchange(is_draining_, true)) return;
        accept_what_waits();
        error_code ignored;
        acceptor_.close(ignored);
        // A connection that was accepted for us already comes first.
        asio::post(*io_, [this] { close_idle(); });
    });
}

void Worker::close_idle() {
    streams_.close_all();
    for (auto next = sessions_.begin(); next != sessions_.end();) {
        const std::shared_ptr<Session> session = *next++;
        session->close_if_idle();
    }
    finish_if_drained();
}

void Worker::cut() {
    asio::post(*io_, [this] {
        streams_.close_all();
        while (!sessions_.empty()) {
            const std::shared_ptr<Session> session = sessions_.front();
            session->close();
        }
        finish_if_drained();
    });
}

void Worker::abandon() {
    io_->stop();
}

std::size_t Worker::waiting_handlers() const {
    return fibers_.active();
}

void Worker::remove(Sessions::iterator session) {
    sessions_.erase(session);
    if (is_draining_) asio::post(*io_, [this] { finish_if_drained(); });
}

void Worker::accept() {
    acceptor_.async_accept(peer_, [this](error_code error, Socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (error && error != asio::error::connection_aborted) {
            // Out of descriptors, most likely: trying at once again would only burn the core.
            service_.log().warning("http.accept_failed", {{"reason", error.message()}});
            accept_failed_ = true;
            return;
        }
        if (!error) welcome(std::move(socket), peer_);
        if (acceptor_.is_open()) accept();
    });
}

void Worker::welcome(Socket socket, const Endpoint& peer) {
    const std::string address = canonical_address(peer.address().to_string());
    const int refusal = service_.connection_opened(address);
    const auto& settings = service_.settings();
    if (refusal != 0 && sessions_.size() > settings.max_connections + kRefusedAtOnce) {
        return service_.connection_closed(address);
    }
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto session = std::make_shared<Session>(*this, std::move(socket), address);
    sessions_.push_front(session);
    session->start(sessions_.begin(), refusal);
}

/// Connections that the system accepted already would be reset by closing the listener.
void Worker::accept_what_waits() {
    for (;;) {
        error_code error;
        Endpoint peer;
        Socket socket = acceptor_.accept(peer, error);
        if (error) return;
        welcome(std::move(socket), peer);
    }
}

void Worker::tick() {
    tick_.expires_after(kTick);
    tick_.async_wait([this](error_code error) {
        if (error) return;
        update_date();
        if (std::exchange(accept_failed_, false)) accept();
        const Instant now = monotonic_now();
        for (auto next = sessions_.begin(); next != sessions_.end();) {
            const std::shared_ptr<Session> session = *next++;
            session->check_deadline(now);
        }
        streams_.tick(now);
        tick();
        finish_if_drained();
    });
}

void Worker::update_date() {
    if (service_.settings().clock == nullptr) return;
    date_ = base::format_mail_date(service_.settings().clock->now());
    const std::size_t zone = date_.rfind(" +0000");
    date_.replace(zone, std::string::npos, " GMT");
}

void Worker::finish_if_drained() {
    if (!is_draining_ || !sessions_.empty() || streams_.size() != 0 || fibers_.active() != 0)
        return;
    tick_.cancel();
    work_.reset();
}

}  // namespace connector::http
