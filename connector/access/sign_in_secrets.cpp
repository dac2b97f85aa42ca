#include "connector/access/sign_in_secrets.hpp"

#include <algorithm>
#include <array>

#include "base/crypto.hpp"
#include "connector/access/token.hpp"

namespace connector::access {
namespace {

/// In front of the state: no two of them are hashed alike.
enum class Part : unsigned char { Nonce = 'n', Verifier = 'v' };

std::string derived(const base::Bytes32& key, Part part, base::ByteView state) {
    const std::array<std::byte, 1> label{static_cast<std::byte>(part)};
    return base::to_base64url(base::keyed_hash(key, {base::ByteView(label), state}));
}

}  // namespace

SignInSecrets mint_sign_in(const KeyRing& keys, base::Random& random) {
    return recover_sign_in(keys, mint_cookie(keys, random, KeyPurpose::SignIn).text).value();
}

std::optional<SignInSecrets> recover_sign_in(const KeyRing& keys, std::string_view state) {
    const auto hash = cookie_hash(keys, state, KeyPurpose::SignIn);
    if (!hash) return std::nullopt;
    const base::Bytes bytes = base::from_base64url(state).value();
    KeyId id{};
    std::copy_n(bytes.begin(), id.size(), id.begin());
    const base::Bytes32 key = keys.subkey(id, KeyPurpose::SignIn).value();
    return SignInSecrets{
        .state = std::string(state),
        .nonce = derived(key, Part::Nonce, bytes),
        .verifier = derived(key, Part::Verifier, bytes),
        .state_hash = *hash};
}

}  // namespace connector::access
