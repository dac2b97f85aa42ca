#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "connector/http/event_stream.hpp"
#include "connector/http/monotonic.hpp"
#include "connector/http/service.hpp"

namespace connector::http {

/// The connections of one I/O thread that became streams of events. Such a connection has no fiber,
/// no request and no buffers any more: a socket, the bytes on their way, and nothing else, so that
/// thousands may stay open.
///
/// On the thread's own time: `tick` sends a heartbeat where nothing was sent for a while (proxies
/// and we ourselves find out who is gone), and drops who does not take what is sent (SR-111).
/// All members run on the I/O thread.
class StreamHub {
public:
    using IoExecutor = boost::asio::io_context::executor_type;
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, IoExecutor>;

    /// `io` runs the sockets that come here, and is kept while anybody may publish.
    StreamHub(Service& service, std::shared_ptr<boost::asio::io_context> io);
    ~StreamHub();
    StreamHub(const StreamHub&) = delete;
    StreamHub& operator=(const StreamHub&) = delete;

    /// The head is written already. `peer` is counted as connected until the stream ends.
    void adopt(
        Socket socket,
        const std::string& peer,
        std::shared_ptr<EventStream> events,
        std::unique_ptr<StreamShare> share
    );
    void tick(Instant now);
    /// At once: browsers come back by themselves.
    void close_all();

    [[nodiscard]] std::size_t size() const { return streams_.size(); }

private:
    class Connection;

    Service& service_;
    std::shared_ptr<boost::asio::io_context> io_;
    std::list<std::shared_ptr<Connection>> streams_;
};

}  // namespace connector::http
