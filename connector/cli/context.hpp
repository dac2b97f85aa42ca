#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/system_clock.hpp"
#include "config/config.hpp"
#include "connector/store/sqlite.hpp"

namespace connector::cli {

/// For a part that wants a log where the command's own output tells the same.
class NoLog final : public base::Log {
public:
    void write(base::Level, std::string_view, std::initializer_list<base::Field>) noexcept
        override {}
};

/// Loads a configuration, or prints its problems and gives the exit code 78.
[[nodiscard]] tl::expected<config::Config, int> load_config(const std::filesystem::path& file);

/// The store of a configuration, for looking only: a running daemon is not disturbed.
class StoreView {
public:
    /// Unavailable: no daemon has created it yet.
    [[nodiscard]] static base::Result<std::unique_ptr<StoreView>> open(const config::Config& config
    );

    [[nodiscard]] store::Database& database() { return database_; }

private:
    explicit StoreView(const std::filesystem::path& file);

    base::Metrics metrics_;
    store::SqliteDatabase database_;
};

/// The store of the configuration in `file`; or its problems are printed, and this is the exit
/// code.
[[nodiscard]] tl::expected<std::unique_ptr<StoreView>, int> open_store(
    const std::filesystem::path& file
);

/// Asks the running daemon to do something: POST to its admin listener, proven by the key files,
/// because one process owns the store. `body` and the answer are JSON. Unavailable: no daemon
/// answers.
[[nodiscard]] base::Result<std::string> ask_daemon(
    const config::Config& config, const std::string& path, const std::string& body
);

}  // namespace connector::cli
