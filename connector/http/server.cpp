#include "connector/http/server.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include "connector/http/service.hpp"
#include "connector/http/worker.hpp"

namespace connector::http {
namespace {

namespace asio = boost::asio;

/// Where workers with waiting handlers stay until the process ends: those who will resume them hold
/// references into their stacks.
void keep_for_ever(std::unique_ptr<Worker> worker) {
    static std::mutex mutex;
    static auto* const kept = new std::vector<std::unique_ptr<Worker>>();
    const std::scoped_lock lock(mutex);
    kept->push_back(std::move(worker));
}

/// Listening with SO_REUSEPORT alone would quietly share the port with a second process of ours.
void check_port_is_free(const Endpoint& endpoint) {
    asio::io_context io;
    asio::ip::tcp::acceptor probe(io);
    probe.open(endpoint.protocol());
    probe.set_option(asio::socket_base::reuse_address(true));
    probe.bind(endpoint);
}

/// Does something with the endpoint; what the system says against it becomes words.
template <typename Deed>
void with_endpoint(const std::string& address, std::uint16_t port, Deed deed) {
    try {
        deed(Endpoint(asio::ip::make_address(address), port));
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error(
            fmt::format("cannot listen on {} port {}: {}", address, port, error.code().message())
        );
    }
}

}  // namespace

void check_can_listen(const std::string& address, std::uint16_t port) {
    with_endpoint(address, port, check_port_is_free);
}

class Server::Impl {
public:
    Impl(
        ServerSettings settings,
        const Router& router,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    )
        : service_(std::move(settings), router, random, log, metrics) {
        const ServerSettings& wanted = service_.settings();
        with_endpoint(wanted.address, wanted.port, [this](const Endpoint& endpoint) {
            bind(endpoint);
        });
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    void start() {
        service_.prepare_metrics();
        running_ = workers_.size();
        for (const std::unique_ptr<Worker>& worker : workers_) {
            threads_.emplace_back([this, worker = worker.get()] {
                worker->run();
                const std::scoped_lock lock(mutex_);
                --running_;
                one_ended_.notify_all();
            });
        }
    }

    void stop(base::milliseconds grace) {
        if (threads_.empty()) return workers_.clear();
        for (const auto& worker : workers_) worker->drain();
        if (!wait_until_ended(grace)) {
            for (const auto& worker : workers_) worker->cut();
        }
        if (!wait_until_ended(kAbandonAfter)) abandon();
        threads_.clear();
        workers_.clear();
    }

private:
    void bind(Endpoint endpoint) {
        if (endpoint.port() != 0) check_port_is_free(endpoint);
        const unsigned count = std::max(1U, service_.settings().threads);
        for (unsigned i = 0; i < count; ++i) {
            workers_.push_back(std::make_unique<Worker>(service_));
            workers_.back()->listen(endpoint);
            endpoint.port(workers_.back()->local_endpoint().port());
        }
        port_ = endpoint.port();
    }

    void abandon() {
        for (const auto& worker : workers_) worker->abandon();
        threads_.clear();
        std::size_t waiting = 0;
        for (std::unique_ptr<Worker>& worker : workers_) {
            waiting += worker->waiting_handlers();
            keep_for_ever(std::move(worker));
        }
        workers_.clear();
        service_.log().warning(
            "http.handlers_abandoned", {{"server", service_.settings().name}, {"count", waiting}}
        );
    }

    [[nodiscard]] bool wait_until_ended(base::milliseconds longest) {
        std::unique_lock lock(mutex_);
        return one_ended_.wait_for(lock, longest, [&] { return running_ == 0; });
    }

    Service service_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    std::condition_variable one_ended_;
    std::size_t running_ = 0;  ///< guarded by mutex_
    std::vector<std::jthread> threads_;
};

Server::Server(
    ServerSettings settings,
    const Router& router,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : impl_(std::make_unique<Impl>(std::move(settings), router, random, log, metrics)) {}

Server::~Server() {
    stop(base::milliseconds{0});
}

void Server::start() {
    impl_->start();
}

std::uint16_t Server::port() const {
    return impl_->port();
}

void Server::stop(base::milliseconds grace) noexcept {
    impl_->stop(grace);
}

}  // namespace connector::http
