#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/worker.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/cli/own_sync.hpp"
#include "connector/cli/progress_bar.hpp"

namespace connector::cli {
namespace {

using mirror::Errand;
using nlohmann::json;
using nlohmann::ordered_json;
using Progress = mirror::Sync::Progress;
using Stage = mirror::Sync::Stage;

constexpr base::milliseconds kLook{250};
constexpr int kExitTryAgain = 75;

std::atomic<bool> is_stopped = false;

/// Ctrl-C and SIGTERM end the loop between two steps.
void heed_stops() {
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { is_stopped = true; });
    }
}

/// Where the work is done.
class Site {
public:
    virtual ~Site() = default;
    [[nodiscard]] virtual base::Result<void> begin(Errand::Scope scope) = 0;
    /// After a moment.
    [[nodiscard]] virtual base::Result<Progress> look() = 0;
};

class OwnStore final : public Site {
public:
    explicit OwnStore(const config::Config& config) : own_(config) {}

    base::Result<void> begin(Errand::Scope scope) override { return own_.sync().begin(scope); }

    base::Result<Progress> look() override {
        own_.work(kLook);
        return own_.sync().look();
    }

private:
    OwnSync own_;
};

std::optional<std::int64_t> number(const json& from, const char* name) {
    const auto found = from.find(name);
    if (found == from.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
}

Stage stage_named(const std::string& name) {
    if (name == "reading") return Stage::Reading;
    if (name == "comparing") return Stage::Comparing;
    if (name == "looking_up") return Stage::LookingUp;
    if (name == "done") return Stage::Done;
    return name == "failed" ? Stage::Failed : Stage::Idle;
}

base::ErrorKind kind_named(const std::string& name) {
    using base::ErrorKind;
    for (const ErrorKind kind : {ErrorKind::Unavailable, ErrorKind::Limited}) {
        if (base::name_of(kind) == name) return kind;
    }
    return ErrorKind::Rejected;
}

class RunningDaemon final : public Site {
public:
    explicit RunningDaemon(const config::Config& config) : config_(config) {}

    base::Result<void> begin(Errand::Scope scope) override {
        const json body{{"full", scope == Errand::Scope::Everything}};
        const auto answer = ask_daemon(config_, "/control/sync/begin", body.dump());
        if (!answer) return base::fail(answer);
        return {};
    }

    base::Result<Progress> look() override {
        pause_.wait(std::stop_token(), kLook);
        const auto answer = ask_daemon(config_, "/control/sync/progress", "{}");
        if (!answer) return base::fail(answer);
        const json said = json::parse(*answer, nullptr, false);
        if (!said.is_object()) {
            return base::fail(base::ErrorKind::Unavailable, "the daemon's answer makes no sense");
        }
        Progress now{
            .stage = stage_named(said.value("stage", "")),
            .requests = number(said, "requests").value_or(0),
            .changed = number(said, "changed").value_or(0),
            .withdrawn = number(said, "withdrawn").value_or(0),
            .unread = number(said, "unread").value_or(0),
            .calls = number(said, "calls").value_or(0),
            .took = base::milliseconds{number(said, "took_ms").value_or(0)},
            .expected = number(said, "expected"),
            .calls_left = number(said, "calls_left")};
        if (now.stage == Stage::Failed) {
            now.error = {kind_named(said.value("error_kind", "")), said.value("error", ""), {}};
        }
        return now;
    }

private:
    const config::Config& config_;
    base::Bell pause_;
};

/// The daemon owns the store while it runs.
base::Result<std::unique_ptr<Site>> find_site(const config::Config& config) {
    if (ask_daemon(config, "/control/ping", "{}")) return std::make_unique<RunningDaemon>(config);
    try {
        return std::make_unique<OwnStore>(config);
    } catch (const std::runtime_error& failure) {
        return base::fail(base::ErrorKind::Unavailable, failure.what());
    }
}

ProgressBar::Settings bar_settings() {
    winsize size{};
    const bool is_terminal = isatty(STDERR_FILENO) == 1;
    if (is_terminal && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return {.is_terminal = true, .columns = size.ws_col};
    }
    return {.is_terminal = is_terminal};
}

std::string text_of(const Progress& now) {
    if (now.stage == Stage::Comparing) return "comparing with Jira";
    if (now.stage == Stage::LookingUp) return fmt::format("{} to look up", now.unread);
    const double seconds = std::max(static_cast<double>(now.took.count()) / 1000, 0.001);
    const double rate = static_cast<double>(now.requests) / seconds;
    std::string text = fmt::format("{}", now.requests);
    if (now.expected) text += fmt::format(" of about {}", *now.expected);
    text += fmt::format(" requests, {:.0f}/s, {} calls", rate, now.calls);
    if (now.calls_left) text += fmt::format(" ({} left)", *now.calls_left);
    if (now.expected && rate > 0) {
        const auto left =
            static_cast<double>(std::max<std::int64_t>(*now.expected - now.requests, 0));
        text += fmt::format(", {:.0f} s to go", left / rate);
    }
    return text;
}

std::optional<double> share_of(const Progress& now) {
    if (now.stage != Stage::Reading || !now.expected || *now.expected <= 0) return std::nullopt;
    return static_cast<double>(now.requests) / static_cast<double>(*now.expected);
}

/// To standard error, so that standard output has the result alone.
void print(const std::string& drawn) {
    fmt::print(stderr, "{}", drawn);
    (void)std::fflush(stderr);
}

/// Until it is done, has failed, or is stopped. Machines that read a file get no lines in it.
base::Result<Progress> follow(Site& site, bool is_for_machines) {
    const auto settings = bar_settings();
    const bool is_silent = is_for_machines && !settings.is_terminal;
    ProgressBar bar(settings);
    for (;;) {
        auto now = site.look();
        if (!now) {
            print(bar.end());
            return now;
        }
        if (!is_silent) print(bar.draw(share_of(*now), text_of(*now), now->took));
        const bool is_over = now->stage == Stage::Done || now->stage == Stage::Failed;
        if (!is_over && !is_stopped) continue;
        print(bar.end());
        return now;
    }
}

int report(const Common& common, const Progress& end) {
    const bool is_done = end.stage == Stage::Done;
    const double seconds = static_cast<double>(end.took.count()) / 1000;
    if (common.json) {
        ordered_json result{
            {"done", is_done && end.unread == 0},
            {"requests", end.requests},
            {"changed", end.changed},
            {"withdrawn", end.withdrawn},
            {"unread", end.unread},
            {"calls", end.calls},
            {"seconds", seconds}};
        if (end.error) result["error"] = end.error->message;
        fmt::print("{}\n", result.dump(2));
    } else {
        fmt::print(
            "{} requests, {} changed, {} withdrawn; {} calls in {:.1f} s\n",
            end.requests,
            end.changed,
            end.withdrawn,
            end.calls,
            seconds
        );
    }
    if (end.error) return print_error(*end.error);
    if (!is_done) {
        fmt::print(stderr, "connector: stopped; what was read stays\n");
        return kExitTryAgain;
    }
    if (end.unread > 0) {
        fmt::print(stderr, "connector: {} requests could not be read yet\n", end.unread);
        return kExitTryAgain;
    }
    return 0;
}

}  // namespace

int sync(const Common& common, bool is_full) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    heed_stops();
    const auto site = find_site(*config);
    if (!site) return print_error(site.error());
    const auto begun = (*site)->begin(is_full ? Errand::Scope::Everything : Errand::Scope::Changes);
    if (!begun) return print_error(begun.error());
    const auto end = follow(**site, common.json);
    if (!end) return print_error(end.error());
    return report(common, *end);
}

}  // namespace connector::cli
