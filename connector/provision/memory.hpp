#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "connector/provision/site_view.hpp"
#include "connector/store/database.hpp"

namespace connector::provision {

/// One deed or observation, for the audit.
struct Note {
    std::string event;  ///< "provision.applied"
    std::string detail;
};

/// Where provisioning writes down what it did: the store, or the daemon that owns it.
/// Unavailable: it could not be written; nothing was.
class Memory {
public:
    virtual ~Memory() = default;
    [[nodiscard]] virtual base::Result<Remembered> recall() = 0;
    /// From here on the account is never a contact (SR-55).
    [[nodiscard]] virtual base::Result<void> remember_kbot(const base::AccountId& account) = 0;
    [[nodiscard]] virtual base::Result<void> remember_webhook_secret(
        const std::string& subject, std::int64_t mark
    ) = 0;
    [[nodiscard]] virtual base::Result<void> note(const Note& note) = 0;
};

class StoreMemory final : public Memory {
public:
    StoreMemory(store::Database& database, const base::Clock& clock)
        : database_(database), clock_(clock) {}

    [[nodiscard]] base::Result<Remembered> recall() override;
    [[nodiscard]] base::Result<void> remember_kbot(const base::AccountId& account) override;
    [[nodiscard]] base::Result<void> remember_webhook_secret(
        const std::string& subject, std::int64_t mark
    ) override;
    [[nodiscard]] base::Result<void> note(const Note& note) override;

private:
    store::Database& database_;
    const base::Clock& clock_;
};

/// In one snapshot. For who has the store open for looking only.
[[nodiscard]] Remembered recall_from(store::Connection& connection);

}  // namespace connector::provision
