#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "connector/access/keys.hpp"
#include "connector/store/credentials.hpp"
#include "connector/store/database.hpp"
#include "jira/grant.hpp"

namespace connector {

/// Keeps an OAuth grant in the store, sealed with a key of the key files. The refresh token that
/// the configuration names began the consent; the store knows it by its keyed hash. Another one
/// there is another consent and replaces what was kept.
class GrantVault final : public jira::GrantKeeper {
public:
    /// The row of `credentials`.
    static constexpr std::string_view kName = "oauth2";

    GrantVault(
        store::Database& database,
        const access::KeyRing& keys,
        base::Random& random,
        const base::Clock& clock,
        base::Secret configured
    );

    /// What was sealed with a key that is no longer there counts as nothing kept.
    [[nodiscard]] base::Result<jira::Grant> load() override;
    [[nodiscard]] base::Result<void> save(const jira::Grant& grant) override;
    void note_refused() override;

    /// Whether Jira has refused what is kept of this consent.
    [[nodiscard]] bool is_refused() const;

private:
    [[nodiscard]] base::Bytes mark(const base::Bytes32& key) const;
    [[nodiscard]] bool is_of_this_consent(const store::SealedCredential& kept) const;

    store::Database& database_;
    const access::KeyRing& keys_;
    base::Random& random_;
    const base::Clock& clock_;
    const base::Secret configured_;
};

}  // namespace connector
