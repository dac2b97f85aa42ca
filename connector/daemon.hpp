#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/clock.hpp"
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

    /// What a stop may take in all (SR-135).
    static constexpr base::milliseconds kStop{10'000};

    void start();
    /// Stops accepting, lets what is under way finish, cuts off what does not, releases everything:
    /// within `total`, of which two seconds are for cutting off.
    void stop(base::milliseconds total = kStop) noexcept;

    [[nodiscard]] const config::Config& config() const;
    /// After `stop`, once: the configuration it ran with.
    [[nodiscard]] config::Config take_config();

    [[nodiscard]] std::uint16_t public_port() const;
    [[nodiscard]] std::uint16_t admin_port() const;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

/// Runs a daemon until SIGTERM or SIGINT; SIGHUP reloads the file, all or nothing: with a mistake
/// in it, or with something that cannot be had (a port, a store), the running configuration stays
/// and the reason is logged. Tells systemd when it is ready, and that it is alive. Returns the exit
/// code.
[[nodiscard]] int run_daemon(const std::filesystem::path& config_file);

}  // namespace connector
