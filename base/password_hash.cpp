#include "base/password_hash.hpp"

#include <array>

#include <sodium.h>

namespace base {

std::optional<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int result = crypto_pwhash_str_alg(
        hash.data(),
        password.data(),
        password.size(),
        cost.passes,
        cost.memory,
        crypto_pwhash_ALG_ARGON2ID13
    );
    if (result != 0) return std::nullopt;
    return std::string(hash.data());
}

bool fits_password(const std::string& hash, std::string_view password) {
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace base
