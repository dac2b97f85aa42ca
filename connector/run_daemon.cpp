#include <csignal>
#include <cstdio>
#include <optional>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include "base/system_clock.hpp"
#include "config/supported.hpp"
#include "connector/daemon.hpp"
#include "connector/log_sink.hpp"

namespace connector {
namespace {

constexpr int kExitConfig = 78;
constexpr int kExitTryAgain = 75;

/// Blocked in every thread and waited for in one place: no code of ours runs in a signal handler.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }

    /// The next signal, or nothing after `seconds`.
    [[nodiscard]] std::optional<int> wait(int seconds) const {
        const timespec longest{seconds, 0};
        const int signal = sigtimedwait(&set_, nullptr, &longest);
        return signal > 0 ? std::optional(signal) : std::nullopt;
    }

private:
    sigset_t set_{};
};

std::optional<config::Config> load(const std::filesystem::path& file, base::Log& log) {
    auto loaded = config::load_supported(file, config::ProcessEnvironment{});
    if (loaded) return *std::move(loaded);
    for (const auto& problem : loaded.error()) {
        fmt::print(stderr, "{}\n", problem.to_string());
        log.error("config.problem", {{"problem", problem.to_string()}});
    }
    return std::nullopt;
}

/// Until a signal says stop (false) or a good configuration came with SIGHUP (true).
bool serve(
    const std::filesystem::path& file,
    const Signals& signals,
    base::Log& log,
    std::optional<config::Config>& next
) {
    for (;;) {
        sd_notify(0, "WATCHDOG=1");
        const auto signal = signals.wait(5);
        if (!signal) continue;
        if (*signal != SIGHUP) return false;
        next = load(file, log);
        if (next) return true;
        log.error("config.reload_refused", {{"kept", "the running configuration"}});
    }
}

}  // namespace

int run_daemon(const std::filesystem::path& config_file) {
    const Signals signals;
    const base::SystemClock clock;
    LogSink log(clock, base::Level::Info);
    auto config = load(config_file, log);
    if (!config) return kExitConfig;
    try {
        for (bool goes_on = true; goes_on;) {
            std::optional<config::Config> next;
            Daemon daemon(*std::move(config), log);
            daemon.start();
            sd_notify(0, "READY=1");
            goes_on = serve(config_file, signals, log, next);
            sd_notify(0, goes_on ? "RELOADING=1" : "STOPPING=1");
            daemon.stop();
            config = std::move(next);
        }
    } catch (const std::exception& failure) {
        // The store is owned by another daemon, a port is taken, the disk is full: what to mend is
        // in the words.
        log.error("daemon.failed", {{"reason", failure.what()}});
        fmt::print(stderr, "connector: {}\n", failure.what());
        return kExitTryAgain;
    }
    return 0;
}

}  // namespace connector
