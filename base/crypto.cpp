#include "base/crypto.hpp"

#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace base {
namespace {

const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(Bytes32& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// crypto_kdf separates products by this, and purposes by number.
constexpr char kKdfContext[crypto_kdf_CONTEXTBYTES + 1] = "jsmconn1";

/// OpenSSL takes a null key for "the key of the call before".
constexpr const void* kNoBytes = "";

}  // namespace

void init_crypto() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

Bytes32 keyed_hash(const Bytes32& key, std::initializer_list<ByteView> parts) {
    crypto_generichash_state state;
    Bytes32 hash{};
    crypto_generichash_init(&state, raw(ByteView{key}), key.size(), hash.size());
    for (const ByteView part : parts) {
        crypto_generichash_update(&state, raw(part), part.size());
    }
    crypto_generichash_final(&state, raw(hash), hash.size());
    return hash;
}

Bytes32 derive_key(const Bytes32& master, std::uint64_t purpose) {
    static_assert(crypto_kdf_KEYBYTES == sizeof(Bytes32));
    Bytes32 key{};
    if (crypto_kdf_derive_from_key(
            raw(key), key.size(), purpose, kKdfContext, raw(ByteView{master})
        ) != 0) {
        throw std::runtime_error("key derivation failed");
    }
    return key;
}

Bytes seal(const Bytes32& key, Random& random, ByteView secret, ByteView about) {
    constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    Bytes sealed(kNonce + secret.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    random.fill(std::span(sealed).first(kNonce));
    auto* const out = reinterpret_cast<unsigned char*>(sealed.data());
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + kNonce,
        nullptr,
        raw(secret),
        secret.size(),
        raw(about),
        about.size(),
        nullptr,
        out,
        raw(ByteView{key})
    );
    return sealed;
}

std::optional<Secret> open_sealed(const Bytes32& key, ByteView sealed, ByteView about) {
    constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (sealed.size() < kNonce + kTag) return std::nullopt;
    std::string secret(sealed.size() - kNonce - kTag, '\0');
    const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char*>(secret.data()),
        nullptr,
        nullptr,
        raw(sealed.subspan(kNonce)),
        sealed.size() - kNonce,
        raw(about),
        about.size(),
        raw(sealed.first(kNonce)),
        raw(ByteView{key})
    );
    if (result != 0) return std::nullopt;
    return Secret(std::move(secret));
}

Bytes32 sha256(ByteView data) {
    Bytes32 digest{};
    if (EVP_Digest(data.data(), data.size(), raw(digest), nullptr, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 failed");
    }
    return digest;
}

std::array<std::byte, 20> sha1_for_lists(ByteView data) {
    std::array<std::byte, 20> digest{};
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    if (EVP_Digest(data.data(), data.size(), out, nullptr, EVP_sha1(), nullptr) != 1) {
        throw std::runtime_error("SHA-1 failed");
    }
    return digest;
}

Bytes32 hmac_sha256(ByteView key, ByteView data) {
    Bytes32 tag{};
    unsigned int length = 0;
    if (HMAC(
            EVP_sha256(),
            key.empty() ? kNoBytes : static_cast<const void*>(key.data()),
            static_cast<int>(key.size()),
            raw(data),
            data.size(),
            raw(tag),
            &length
        ) == nullptr) {
        throw std::runtime_error("HMAC-SHA-256 failed");
    }
    return tag;
}

void SodiumRandom::fill(std::span<std::byte> out) {
    randombytes_buf(out.data(), out.size());
}

std::uint32_t SodiumRandom::below(std::uint32_t bound) {
    return randombytes_uniform(bound);
}

}  // namespace base
