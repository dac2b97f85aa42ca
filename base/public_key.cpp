#include "base/public_key.hpp"

#include <array>
#include <memory>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace base {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bytes number(const EVP_PKEY* key, const char* name, int width) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> value(raw, &BN_free);
    const int size = width == 0 ? BN_num_bytes(value.get()) : width;
    Bytes bytes(static_cast<std::size_t>(size));
    auto* out = reinterpret_cast<unsigned char*>(bytes.data());
    if (BN_bn2binpad(value.get(), out, size) != size) return {};
    return bytes;
}

bool is_p256(const EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t length = 0;
    const bool is_known = EVP_PKEY_get_utf8_string_param(
                              key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &length
                          ) == 1;
    return is_known && std::string_view(name.data(), length) == "prime256v1";
}

}  // namespace

Result<PublicKey> read_public_key(std::string_view pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free
    );
    const Key key(PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    if (!key) return fail(ErrorKind::Invalid, "it is no public key in PEM");
    PublicKey read;
    if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
        read.first = number(key.get(), OSSL_PKEY_PARAM_RSA_N, 0);
        read.second = number(key.get(), OSSL_PKEY_PARAM_RSA_E, 0);
    } else if (EVP_PKEY_is_a(key.get(), "EC") == 1 && is_p256(key.get())) {
        read.kind = PublicKey::Kind::P256;
        read.first = number(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32);
        read.second = number(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    }
    if (read.first.empty() || read.second.empty()) {
        return fail(ErrorKind::Invalid, "it is neither an RSA key nor one on the curve P-256");
    }
    return read;
}

}  // namespace base
