#include "tests/support/signed_tokens.hpp"

#include <array>
#include <stdexcept>
#include <vector>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/public_key.hpp"

namespace tests {
namespace {

using nlohmann::json;

void want(bool is_good) {
    if (!is_good) throw std::runtime_error("OpenSSL could not make a key or a signature");
}

std::string encoded(const std::string& text) {
    return base::to_base64url(base::as_bytes(text));
}

std::string head_and_claims(const json& head, const json& claims) {
    return encoded(head.dump()) + "." + encoded(claims.dump());
}

/// JWS wants r and s side by side (RFC 7518 section 3.4), OpenSSL writes DER.
std::vector<unsigned char> side_by_side(const std::vector<unsigned char>& der) {
    const unsigned char* at = der.data();
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), &ECDSA_SIG_free
    );
    want(signature != nullptr);
    std::vector<unsigned char> raw(64);
    want(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), 32) == 32);
    want(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + 32, 32) == 32);
    return raw;
}

}  // namespace

SigningKey::SigningKey(std::string id, std::string algorithm, EVP_PKEY* key)
    : id_(std::move(id)), algorithm_(std::move(algorithm)), key_(key, &EVP_PKEY_free) {
    want(key != nullptr);
}

SigningKey SigningKey::rsa(std::string id, unsigned bits) {
    return {std::move(id), "RS256", EVP_RSA_gen(bits)};
}

SigningKey SigningKey::p256(std::string id) {
    return {std::move(id), "ES256", EVP_EC_gen("P-256")};
}

json SigningKey::jwk() const {
    const auto numbers = base::read_public_key(public_pem()).value();
    json jwk{{"kid", id_}, {"use", "sig"}, {"alg", algorithm_}};
    const bool is_rsa = numbers.kind == base::PublicKey::Kind::Rsa;
    jwk["kty"] = is_rsa ? "RSA" : "EC";
    if (!is_rsa) jwk["crv"] = "P-256";
    jwk[is_rsa ? "n" : "x"] = base::to_base64url(numbers.first);
    jwk[is_rsa ? "e" : "y"] = base::to_base64url(numbers.second);
    return jwk;
}

std::string SigningKey::public_pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    want(PEM_write_bio_PUBKEY(out.get(), key_.get()) == 1);
    char* text = nullptr;
    const long length = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

std::string SigningKey::sign(const json& claims) const {
    return sign({{"alg", algorithm_}, {"kid", id_}}, claims);
}

std::string SigningKey::sign(const json& head, const json& claims) const {
    const std::string text = head_and_claims(head, claims);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), &EVP_MD_CTX_free
    );
    want(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t length = 0;
    want(EVP_DigestSign(context.get(), nullptr, &length, bytes, text.size()) == 1);
    std::vector<unsigned char> signature(length);
    want(EVP_DigestSign(context.get(), signature.data(), &length, bytes, text.size()) == 1);
    signature.resize(length);
    if (algorithm_ == "ES256") signature = side_by_side(signature);
    return text + "." + base::to_base64url(std::as_bytes(std::span(signature)));
}

std::string sign_shared(std::string_view key, const json& claims, const json& head) {
    const std::string text = head_and_claims(head, claims);
    return text + "." +
           base::to_base64url(base::hmac_sha256(base::as_bytes(key), base::as_bytes(text)));
}

std::string unsigned_token(const json& head, const json& claims) {
    return head_and_claims(head, claims) + ".";
}

}  // namespace tests
