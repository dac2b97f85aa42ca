#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tests {

/// A peer on a port of its own that reads one HTTP request for each scripted answer, sends the
/// answer's bytes as they are, and closes. An answer that is well-formed keeps the connection for
/// the next one; an empty one closes without a word.
class ScriptedPeer {
public:
    explicit ScriptedPeer(std::vector<std::string> answers);
    ~ScriptedPeer();
    ScriptedPeer(const ScriptedPeer&) = delete;
    ScriptedPeer& operator=(const ScriptedPeer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    [[nodiscard]] int connections() const { return connections_; }

    /// Requests seen whole, also those after the script's end (they are not answered).
    [[nodiscard]] int requests() const { return requests_; }

    /// The last of them, with its headers.
    [[nodiscard]] std::string last_request() const {
        const std::scoped_lock lock(mutex_);
        return last_request_;
    }

private:
    void run();
    void serve(int connection);
    [[nodiscard]] bool read_request(int connection);

    const std::vector<std::string> answers_;
    std::size_t next_ = 0;
    int listener_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::string last_request_;  ///< guarded by mutex_
    std::atomic<int> connections_{0};
    std::atomic<int> requests_{0};
    std::atomic<bool> is_stopping_{false};
    std::jthread thread_;
};

}  // namespace tests
