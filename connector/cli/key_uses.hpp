#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.hpp"
#include "config/config.hpp"
#include "connector/access/keys.hpp"

namespace connector::cli {

/// What in the store is good only as long as a key is there.
struct KeyUses {
    std::int64_t links = 0;  ///< open ones
    std::int64_t sessions = 0;
    std::int64_t guests = 0;           ///< browsers that hold requests
    std::int64_t reference_codes = 0;  ///< of requests that are nobody's yet
    std::int64_t passwords = 0;        ///< only until the daemon reloads: it seals them anew then
    bool seals_grant = false;          ///< the OAuth grant, which would need a new consent

    [[nodiscard]] bool is_none() const;

    /// "3 open links, 1 session"; "nothing".
    [[nodiscard]] std::string in_words() const;
};

/// Of all keys, by their ids in hexadecimal. What does not say which key it was made with counts
/// for each.
class UsesOfKeys {
public:
    explicit UsesOfKeys(std::map<std::string, KeyUses> uses) : uses_(std::move(uses)) {}

    [[nodiscard]] KeyUses of(const access::KeyId& id) const;

private:
    std::map<std::string, KeyUses> uses_;
};

/// Reads the store beside a running daemon; no store yet: no uses.
[[nodiscard]] base::Result<UsesOfKeys> uses_of_keys(const config::Config& config);

}  // namespace connector::cli
