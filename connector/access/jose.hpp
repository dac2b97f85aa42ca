#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/public_key.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "connector/access/json_object.hpp"

/// Signed tokens (JWS in its compact form, RFC 7515), verified by libcjose. The three algorithms
/// below are all there are, a key has one of them, and a token that names another is refused before
/// a key is used: `none`, and a public key taken for a shared one (RFC 8725 section 3.1), get
/// nowhere.
namespace connector::access {

enum class Algorithm { HS256, RS256, ES256 };

/// The least for a shared key (RFC 7518 section 3.2), and for the modulus of RSA (section 3.3).
inline constexpr std::size_t kLeastSharedKeyBytes = 32;
inline constexpr std::size_t kLeastModulusBytes = 256;
/// Larger ones cost time to check that whoever serves the keys could make us waste.
inline constexpr std::size_t kMostModulusBytes = 1024;
/// Of a whole token.
inline constexpr std::size_t kMaxTokenBytes = 16U << 10U;

/// A key that signatures are checked with. Immutable; copies share it. Thread-safe.
class VerificationKey {
public:
    /// One entry of a key set (RFC 7517): RSA with 2048 bits at least, or EC on P-256. Invalid for
    /// any other, among them those for encryption and for another algorithm.
    [[nodiscard]] static base::Result<VerificationKey> from_jwk(const JsonObject& jwk);
    [[nodiscard]] static base::Result<VerificationKey> from_public(const base::PublicKey& key);
    [[nodiscard]] static base::Result<VerificationKey> from_secret(const base::Secret& key);

    [[nodiscard]] Algorithm algorithm() const { return algorithm_; }

    /// Empty when it has no name.
    [[nodiscard]] const std::string& id() const { return id_; }

    struct Handle;  ///< the library's; jose.cpp

    [[nodiscard]] const Handle& handle() const { return *handle_; }

private:
    VerificationKey(Algorithm algorithm, std::string id, std::shared_ptr<const Handle> handle);

    Algorithm algorithm_;
    std::string id_;
    std::shared_ptr<const Handle> handle_;
};

/// What a token says of itself before anything is proven: to look up its key.
struct TokenHead {
    Algorithm algorithm = Algorithm::RS256;
    std::string key_id{};  ///< empty when it names none
};

/// Unauthorized: not a token, an algorithm that is not ours, or an extension that it wants
/// understood (`crit`), whatever it is.
[[nodiscard]] base::Result<TokenHead> read_head(std::string_view token);

/// The claims of a token that this key has signed. Unauthorized for all else. Who it is from, whom
/// it is for and whether it is still good is for the caller to ask.
[[nodiscard]] base::Result<JsonObject> verify(std::string_view token, const VerificationKey& key);

}  // namespace connector::access
