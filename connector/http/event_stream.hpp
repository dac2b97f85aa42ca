#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace connector::http {

/// An answer without an end, that others write to: server-sent events (WHATWG HTML, "Server-sent
/// events"). A handler makes one, keeps a `weak_ptr` where its publishers find it, and puts it into
/// its Response. From then on the server's connection holds it: it is gone, and `on_gone` was
/// called, when the client is, when the server stops, and when the answer never went out.
///
/// Thread-safe; nothing here waits. It costs a few hundred bytes, and at most `kMostQueued` more.
class EventStream {
public:
    /// Of what the client has not taken yet. Who is that far behind is dropped (SR-111): a browser
    /// comes back by itself and says what it saw last.
    static constexpr std::size_t kMostQueued = 8U << 10U;

    /// `client`: as `Request::client_address` has it; streams are counted by it. `on_gone` runs on
    /// whatever thread lets go last, and must not wait.
    explicit EventStream(std::string client, std::function<void()> on_gone = {});
    ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    /// Whole events, each with its empty line. False: too slow, or closed; nothing was taken.
    bool publish(std::string_view events);
    /// The connection ends once what was published before is written.
    void close();

    [[nodiscard]] const std::string& client() const { return client_; }

    // The connection's side.

    struct Taken {
        std::string bytes;
        bool is_closed = false;  ///< nothing follows
        bool is_behind = false;  ///< too slow: what was refused is lost
    };

    [[nodiscard]] Taken take();
    /// `wake` is called from any thread, once for all that is published until the next `take`.
    void attach(std::function<void()> wake);

private:
    /// Under the lock: what is to be called without it.
    [[nodiscard]] std::function<void()> call();

    const std::string client_;
    const std::function<void()> on_gone_;
    std::mutex mutex_;
    // Guarded by mutex_.
    std::function<void()> wake_;
    std::string queued_;
    bool is_called_ = false;
    bool is_closed_ = false;
    bool is_behind_ = false;
};

}  // namespace connector::http
