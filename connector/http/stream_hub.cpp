#include "connector/http/stream_hub.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace connector::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A comment line: no event, and read by nobody.
constexpr std::string_view kHeartbeat = ":\n\n";
/// Events are small. What the system would take for a client that reads nothing is memory, too.
constexpr int kSendBuffer = 16 << 10;
/// A client has nothing to say on a stream; one that talks is no browser.
constexpr std::size_t kMostHeard = 4096;

}  // namespace

class StreamHub::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(
        StreamHub& hub,
        Socket socket,
        std::string peer,
        std::shared_ptr<EventStream> events,
        std::unique_ptr<StreamShare> share
    )
        : hub_(hub),
          socket_(std::move(socket)),
          peer_(std::move(peer)),
          events_(std::move(events)),
          share_(std::move(share)) {}

    void start(std::list<std::shared_ptr<Connection>>::iterator place) {
        place_ = place;
        quiet_since_ = monotonic_now();
        error_code ignored;
        socket_.non_blocking(true, ignored);
        socket_.set_option(asio::socket_base::send_buffer_size(kSendBuffer), ignored);
        events_->attach([io = hub_.io_, weak = weak_from_this()] {
            asio::post(*io, [weak] {
                if (const auto self = weak.lock()) self->write_what_is_queued();
            });
        });
        listen();
        write_what_is_queued();
    }

    void check(Instant now) {
        const auto& settings = hub_.service_.settings();
        if (is_writing_ && now >= quiet_since_ + settings.stream_write_deadline) return drop();
        if (is_writing_ || now < quiet_since_ + settings.stream_heartbeat) return;
        bytes_ = kHeartbeat;
        write();
    }

    void close() {
        if (std::exchange(is_closed_, true)) return;
        error_code ignored;
        socket_.close(ignored);
        share_.reset();
        hub_.service_.connection_closed(peer_);
        const auto self = std::move(*place_);
        hub_.streams_.erase(place_);
    }

private:
    /// Waits for the client's end without a buffer of its own.
    void listen() {
        socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
            self->hear(error);
        });
    }

    void hear(error_code error) {
        if (is_closed_) return;
        std::array<char, 512> unwanted;
        if (!error) heard_ += socket_.read_some(asio::buffer(unwanted), error);
        const bool is_gone = error && error != asio::error::would_block;
        if (is_gone || heard_ > kMostHeard) return close();
        listen();
    }

    void write_what_is_queued() {
        if (is_closed_ || is_writing_) return;
        EventStream::Taken taken = events_->take();
        if (taken.is_behind) return drop();
        is_last_ = taken.is_closed;
        bytes_ = std::move(taken.bytes);
        if (!bytes_.empty()) return write();
        if (is_last_) close();
    }

    void write() {
        is_writing_ = true;
        quiet_since_ = monotonic_now();
        asio::async_write(
            socket_,
            asio::buffer(bytes_),
            [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); }
        );
    }

    void on_written(error_code error) {
        is_writing_ = false;
        if (is_closed_) return;
        if (error || is_last_) return close();
        bytes_ = {};
        write_what_is_queued();
    }

    void drop() {
        hub_.service_.stream_dropped();
        close();
    }

    StreamHub& hub_;
    Socket socket_;
    const std::string peer_;
    const std::shared_ptr<EventStream> events_;
    std::unique_ptr<StreamShare> share_;
    std::list<std::shared_ptr<Connection>>::iterator place_;
    Instant quiet_since_;  ///< the last write began
    std::string bytes_;    ///< on their way
    std::size_t heard_ = 0;
    bool is_writing_ = false;
    bool is_last_ = false;
    bool is_closed_ = false;
};

StreamHub::StreamHub(Service& service, std::shared_ptr<asio::io_context> io)
    : service_(service), io_(std::move(io)) {}

StreamHub::~StreamHub() = default;

void StreamHub::adopt(
    Socket socket,
    const std::string& peer,
    std::shared_ptr<EventStream> events,
    std::unique_ptr<StreamShare> share
) {
    streams_.push_front(std::make_shared<Connection>(
        *this, std::move(socket), peer, std::move(events), std::move(share)
    ));
    const std::shared_ptr<Connection> connection = streams_.front();
    connection->start(streams_.begin());
}

void StreamHub::tick(Instant now) {
    for (auto next = streams_.begin(); next != streams_.end();) {
        const std::shared_ptr<Connection> connection = *next++;
        connection->check(now);
    }
}

void StreamHub::close_all() {
    while (!streams_.empty()) {
        const std::shared_ptr<Connection> connection = streams_.front();
        connection->close();
    }
}

}  // namespace connector::http
