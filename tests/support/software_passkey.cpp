#include "tests/support/software_passkey.hpp"

#include <array>
#include <initializer_list>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/crypto.hpp"

namespace tests {
namespace {

constexpr unsigned kHasKey = 0x40;

EVP_PKEY* make_key(SoftwarePasskey::Algorithm algorithm) {
    switch (algorithm) {
        case SoftwarePasskey::Algorithm::Es256: return EVP_EC_gen("P-256");
        case SoftwarePasskey::Algorithm::Rs256: return EVP_RSA_gen(2048);
        case SoftwarePasskey::Algorithm::EdDsa:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    }
    throw std::logic_error("unknown algorithm");
}

void append(base::Bytes& to, std::initializer_list<unsigned> bytes) {
    for (const unsigned byte : bytes) to.push_back(static_cast<std::byte>(byte));
}

void append(base::Bytes& to, base::ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

unsigned char* raw(base::Bytes& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// The point as SEC 1 writes it: 4, x, y. Of Ed25519 its 32 bytes.
base::Bytes public_bytes(EVP_PKEY* key) {
    base::Bytes bytes(65);
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(
            key, OSSL_PKEY_PARAM_PUB_KEY, raw(bytes), bytes.size(), &size
        ) != 1) {
        throw std::runtime_error("no public key");
    }
    bytes.resize(size);
    return bytes;
}

base::Bytes modulus(EVP_PKEY* key) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number);
    base::Bytes bytes(256);
    BN_bn2binpad(number, raw(bytes), static_cast<int>(bytes.size()));
    BN_free(number);
    return bytes;
}

}  // namespace

SoftwarePasskey::SoftwarePasskey(Algorithm algorithm, unsigned char number)
    : algorithm_(algorithm), key_(make_key(algorithm), EVP_PKEY_free), id_(32, std::byte{number}) {}

std::string SoftwarePasskey::client_data(std::string_view type, std::string_view challenge) const {
    std::string json = R"({"type":")";
    json.append(type).append(R"(","challenge":")").append(challenge);
    json.append(R"(","origin":")").append(origin).append(R"(","crossOrigin":false})");
    return json;
}

base::Bytes SoftwarePasskey::authenticator_data() const {
    base::Bytes data;
    append(data, base::sha256(base::as_bytes(party)));
    append(data, {flags});
    append(
        data, {counter >> 24U & 255U, counter >> 16U & 255U, counter >> 8U & 255U, counter & 255U}
    );
    return data;
}

base::Bytes SoftwarePasskey::registration() const {
    base::Bytes data = authenticator_data();
    data[32] |= static_cast<std::byte>(kHasKey);
    append(data, base::Bytes(16));  // of no make
    append(data, {0, static_cast<unsigned>(id_.size())});
    append(data, id_);
    append(data, cose_key());
    return data;
}

base::Bytes SoftwarePasskey::cose_key() const {
    base::Bytes key;  // RFC 9053, sections 7.1 and 7.2; RFC 8230, section 4
    switch (algorithm_) {
        case Algorithm::Es256: {
            const base::Bytes point = public_bytes(key_.get());
            append(key, {0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20});
            append(key, base::ByteView(point).subspan(1, 32));
            append(key, {0x22, 0x58, 0x20});
            append(key, base::ByteView(point).subspan(33, 32));
            return key;
        }
        case Algorithm::EdDsa:
            append(key, {0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20});
            append(key, public_bytes(key_.get()));
            return key;
        case Algorithm::Rs256:
            append(key, {0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00});
            append(key, modulus(key_.get()));
            append(key, {0x21, 0x43, 0x01, 0x00, 0x01});
            return key;
    }
    throw std::logic_error("unknown algorithm");
}

base::Bytes SoftwarePasskey::sign(base::ByteView data, std::string_view client_data) const {
    base::Bytes message(data.begin(), data.end());
    append(message, base::sha256(base::as_bytes(client_data)));
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free
    );
    const EVP_MD* const digest = algorithm_ == Algorithm::EdDsa ? nullptr : EVP_sha256();
    EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get());
    base::Bytes signature(512);
    std::size_t size = signature.size();
    if (EVP_DigestSign(context.get(), raw(signature), &size, raw(message), message.size()) != 1) {
        throw std::runtime_error("could not sign");
    }
    signature.resize(size);
    return signature;
}

}  // namespace tests
