#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

using EVP_PKEY = struct evp_pkey_st;

namespace tests {

/// A key made up for a test, and the tokens that it signs: OpenSSL's work, none of ours.
class SigningKey {
public:
    [[nodiscard]] static SigningKey rsa(std::string id = "rsa-1", unsigned bits = 2048);
    [[nodiscard]] static SigningKey p256(std::string id = "ec-1");

    /// "RS256" or "ES256"
    [[nodiscard]] std::string algorithm() const { return algorithm_; }

    /// The public half, as a provider publishes it.
    [[nodiscard]] nlohmann::json jwk() const;
    [[nodiscard]] std::string public_pem() const;

    /// A token with its usual head.
    [[nodiscard]] std::string sign(const nlohmann::json& claims) const;
    /// With exactly this head, whatever it says; the signature is this key's own.
    [[nodiscard]] std::string sign(const nlohmann::json& head, const nlohmann::json& claims) const;

private:
    SigningKey(std::string id, std::string algorithm, EVP_PKEY* key);

    std::string id_;
    std::string algorithm_;
    std::shared_ptr<EVP_PKEY> key_;
};

/// HS256, with any head.
[[nodiscard]] std::string sign_shared(
    std::string_view key,
    const nlohmann::json& claims,
    const nlohmann::json& head = {{"alg", "HS256"}}
);

/// "HEAD.CLAIMS." in base64url.
[[nodiscard]] std::string unsigned_token(const nlohmann::json& head, const nlohmann::json& claims);

}  // namespace tests
