#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include "base/system_clock.hpp"
#include "config/supported.hpp"
#include "connector/daemon.hpp"
#include "connector/log_sink.hpp"
#include "connector/rehearsal.hpp"

namespace connector {
namespace {

constexpr int kExitConfig = 78;
constexpr int kExitTryAgain = 75;
/// Nobody is served meanwhile, so a reload waits less for slow clients than a stop does.
constexpr base::milliseconds kReloadStop{5'000};

/// Blocked in every thread and waited for in one place: no code of ours runs in a signal handler.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
        // A file at its limit is a full disk: a write that fails, and no end.
        std::signal(SIGXFSZ, SIG_IGN);
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
    if (loaded) {
        for (const auto& warning : loaded->warnings) {
            log.warning("config.warning", {{"warning", warning}});
        }
        return *std::move(loaded);
    }
    for (const auto& problem : loaded.error()) {
        fmt::print(stderr, "{}\n", problem.to_string());
        log.error("config.problem", {{"problem", problem.to_string()}});
    }
    return std::nullopt;
}

std::unique_ptr<Daemon> start(config::Config config, LogSink& log) {
    log.set_level(config.log_level);
    auto daemon = std::make_unique<Daemon>(std::move(config), log);
    daemon->start();
    return daemon;
}

/// The daemon that serves from now on: with `next`, or still as before.
std::unique_ptr<Daemon> replace(
    std::unique_ptr<Daemon> running, config::Config next, LogSink& log
) {
    const auto refuse = [&](std::string_view reason) {
        log.error(
            "config.reload_refused", {{"kept", "the running configuration"}, {"reason", reason}}
        );
    };
    if (const auto ready = rehearse(next, running->config()); !ready) {
        refuse(ready.error().message);
        return running;
    }
    running->stop(kReloadStop);
    config::Config previous = running->take_config();
    running.reset();
    try {
        return start(std::move(next), log);
    } catch (const std::runtime_error& failure) {
        refuse(failure.what());
        return start(std::move(previous), log);
    }
}

/// Until a signal says stop.
void serve(
    const std::filesystem::path& file, config::Config first, const Signals& signals, LogSink& log
) {
    auto daemon = start(std::move(first), log);
    sd_notify(0, "READY=1");
    for (;;) {
        sd_notify(0, "WATCHDOG=1");
        const auto signal = signals.wait(5);
        if (!signal) continue;
        if (*signal != SIGHUP) break;
        sd_notify(0, "RELOADING=1");
        if (auto next = load(file, log)) {
            daemon = replace(std::move(daemon), *std::move(next), log);
        } else {
            log.error(
                "config.reload_refused",
                {{"kept", "the running configuration"}, {"reason", "the file has mistakes"}}
            );
        }
        sd_notify(0, "READY=1");
    }
    sd_notify(0, "STOPPING=1");
    daemon->stop();
}

}  // namespace

int run_daemon(const std::filesystem::path& config_file) {
    const Signals signals;
    const base::SystemClock clock;
    LogSink log(clock, base::Level::Info);
    auto config = load(config_file, log);
    if (!config) return kExitConfig;
    try {
        serve(config_file, *std::move(config), signals, log);
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
