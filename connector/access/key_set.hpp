#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/result.hpp"
#include "connector/access/jose.hpp"

namespace connector::access {

/// The keys that a provider publishes (RFC 7517 section 5). They are read when they are needed and
/// kept for an hour. A token that names a key which is not among them means that they have been
/// changed: they are read once more, but not more often than every ten seconds, so that tokens with
/// made-up names cost the provider nothing. Thread-safe; waits.
class KeySet {
public:
    static constexpr base::seconds kKept{3600};
    static constexpr base::seconds kBetweenReads{10};
    static constexpr std::size_t kMaxKeys = 50;

    KeySet(base::HttpTransport& transport, const base::Clock& clock);

    /// The keys at `url` that may have signed such a token: the one of that name, or all of that
    /// algorithm when it names none. Unauthorized when there is none. Unavailable: the provider
    /// does not answer, and nothing is kept.
    [[nodiscard]] base::Result<std::vector<VerificationKey>> find(
        const std::string& url, const TokenHead& head
    );

    /// Reads them now: how many of them are of use.
    [[nodiscard]] base::Result<std::size_t> read(const std::string& url);

private:
    using Keys = std::vector<VerificationKey>;

    [[nodiscard]] bool may_read(bool is_stale);

    base::HttpTransport& transport_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::shared_ptr<const Keys> keys_;    ///< guarded by mutex_; null before the first read
    base::Time read_at_{};                ///< guarded by mutex_
    std::optional<base::Time> asked_at_;  ///< guarded by mutex_
};

}  // namespace connector::access
