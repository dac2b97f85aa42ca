#include "connector/cli/provision_memory.hpp"

#include <nlohmann/json.hpp>

#include "base/crypto.hpp"
#include "base/metrics.hpp"
#include "base/system_clock.hpp"
#include "connector/access/keys.hpp"
#include "connector/cli/context.hpp"
#include "connector/or_throw.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/sqlite.hpp"

namespace connector::cli {
namespace {

using nlohmann::json;

/// Reads the store beside the daemon, and has the daemon write.
class DaemonMemory final : public provision::Memory {
public:
    explicit DaemonMemory(const config::Config& config) : config_(config) {}

    base::Result<provision::Remembered> recall() override { return cli::recall(config_); }

    base::Result<void> remember_kbot(const base::AccountId& account) override {
        return ask({{"kbot", account.value()}});
    }

    base::Result<void> remember_webhook_secret(const std::string& subject, std::int64_t mark)
        override {
        return ask({{"webhook_subject", subject}, {"webhook_secret_mark", mark}});
    }

    base::Result<void> note(const provision::Note& note) override {
        return ask({{"event", note.event}, {"detail", note.detail}});
    }

private:
    base::Result<void> ask(const json& body) {
        const auto answer = ask_daemon(config_, "/control/provision/remember", body.dump());
        if (!answer) return base::fail(answer);
        return {};
    }

    const config::Config& config_;
};

/// Owns the store for the time of the command.
class OwnMemory final : public provision::Memory {
public:
    explicit OwnMemory(const config::Config& config)
        : database_(config.store_file, store::Access::Owner, metrics_), memory_(database_, clock_) {
        const auto keys = or_throw(access::KeyRing::load(config.keys_directory, random_));
        store::begin_audit_chain(database_, keys.for_store(random_), clock_.now());
    }

    base::Result<provision::Remembered> recall() override { return memory_.recall(); }

    base::Result<void> remember_kbot(const base::AccountId& account) override {
        return memory_.remember_kbot(account);
    }

    base::Result<void> remember_webhook_secret(const std::string& subject, std::int64_t mark)
        override {
        return memory_.remember_webhook_secret(subject, mark);
    }

    base::Result<void> note(const provision::Note& note) override { return memory_.note(note); }

private:
    base::Metrics metrics_;
    base::SystemClock clock_;
    base::SodiumRandom random_;
    store::SqliteDatabase database_;
    provision::StoreMemory memory_;
};

}  // namespace

base::Result<provision::Remembered> recall(const config::Config& config) {
    if (!std::filesystem::exists(config.store_file)) return provision::Remembered{};
    const auto view = StoreView::open(config);
    if (!view) return base::fail(view);
    try {
        return (*view)->database().read(provision::recall_from);
    } catch (const std::logic_error&) {
        // Made by an older version, without the table: its daemon migrates it at the next start.
        return base::fail(
            base::ErrorKind::Unavailable, "the store is of an older version: start the daemon once"
        );
    }
}

base::Result<std::unique_ptr<provision::Memory>> open_memory(const config::Config& config) {
    if (ask_daemon(config, "/control/ping", "{}")) return std::make_unique<DaemonMemory>(config);
    try {
        return std::make_unique<OwnMemory>(config);
    } catch (const std::runtime_error& failure) {
        // Owned by a daemon that does not answer, foreign, newer: the words say what to do.
        return base::fail(base::ErrorKind::Unavailable, failure.what());
    }
}

}  // namespace connector::cli
