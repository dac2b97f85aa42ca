#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/log.hpp"
#include "config/config.hpp"

namespace connector {

/// The composer: builds every part from a configuration, in order, and takes them down in reverse.
/// The one place where concrete parts meet.
class Daemon {
public:
    /// Opens the store, loads the keys, binds both listeners; nothing is served yet. Throws
    /// std::runtime_error with what to mend.
    Daemon(config::Config config, base::Log& log);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    void start();
    /// Stops accepting, drains for ten seconds at most (SR-135), releases everything.
    void stop() noexcept;

    [[nodiscard]] std::uint16_t public_port() const;
    [[nodiscard]] std::uint16_t admin_port() const;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

/// Runs a daemon until SIGTERM or SIGINT; SIGHUP reloads the file, all or nothing: a configuration
/// with a mistake is reported and the running one stays. Tells systemd when it is ready, and that
/// it is alive. Returns the exit code.
[[nodiscard]] int run_daemon(const std::filesystem::path& config_file);

}  // namespace connector
