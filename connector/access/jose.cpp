#include "connector/access/jose.hpp"

#include <utility>

#include <fmt/format.h>

extern "C" {
#include <cjose/cjose.h>
}

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace connector::access {

struct VerificationKey::Handle {
    explicit Handle(cjose_jwk_t* owned) : key(owned, &cjose_jwk_release) {}

    std::unique_ptr<cjose_jwk_t, decltype(&cjose_jwk_release)> key;
};

namespace {

using base::ErrorKind;

constexpr std::size_t kMaxKeyId = 200;
constexpr std::size_t kCoordinateBytes = 32;

tl::unexpected<base::Error> refused(std::string message) {
    return base::fail(ErrorKind::Unauthorized, std::move(message));
}

tl::unexpected<base::Error> no_key(std::string message) {
    return base::fail(ErrorKind::Invalid, std::move(message));
}

std::optional<Algorithm> algorithm_named(std::string_view name) {
    if (name == "HS256") return Algorithm::HS256;
    if (name == "RS256") return Algorithm::RS256;
    if (name == "ES256") return Algorithm::ES256;
    return std::nullopt;
}

/// The library takes a public key of any size, and any exponent.
bool is_sound_rsa(const base::Bytes& modulus, const base::Bytes& exponent) {
    std::size_t zeros = 0;
    while (zeros < modulus.size() && modulus[zeros] == std::byte{0}) ++zeros;
    const std::size_t bytes = modulus.size() - zeros;
    // 2048 bits: the first of 256 bytes has its highest bit set.
    const bool is_long =
        bytes > kLeastModulusBytes ||
        (bytes == kLeastModulusBytes && (modulus[zeros] & std::byte{0x80}) != std::byte{0});
    // The one exponent in use; 1 would make every text its own signature.
    return is_long && bytes <= kMostModulusBytes &&
           exponent == base::Bytes{std::byte{1}, std::byte{0}, std::byte{1}};
}

/// Only what the kind of key consists of: the library sees nothing else of what was sent.
std::string as_jwk(const base::PublicKey& key) {
    const std::string first = base::to_base64url(key.first);
    const std::string second = base::to_base64url(key.second);
    if (key.kind == base::PublicKey::Kind::Rsa) {
        return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"}})", first, second);
    }
    return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}})", first, second);
}

base::Result<base::PublicKey> numbers_of(const JsonObject& jwk) {
    const std::string kind = jwk.text("kty").value_or("");
    const bool is_rsa = kind == "RSA";
    const bool is_p256 = kind == "EC" && jwk.text("crv") == "P-256";
    if (!is_rsa && !is_p256) return no_key("neither RSA nor on the curve P-256");
    auto first = base::from_base64url(jwk.text(is_rsa ? "n" : "x").value_or(""));
    auto second = base::from_base64url(jwk.text(is_rsa ? "e" : "y").value_or(""));
    if (!first || !second) return no_key("a key without its numbers");
    return base::PublicKey{
        is_rsa ? base::PublicKey::Kind::Rsa : base::PublicKey::Kind::P256,
        *std::move(first),
        *std::move(second)};
}

}  // namespace

VerificationKey::VerificationKey(
    Algorithm algorithm, std::string id, std::shared_ptr<const Handle> handle
)
    : algorithm_(algorithm), id_(std::move(id)), handle_(std::move(handle)) {}

base::Result<VerificationKey> VerificationKey::from_jwk(const JsonObject& jwk) {
    const auto numbers = numbers_of(jwk);
    if (!numbers) return base::fail(numbers);
    if (jwk.has("use") && jwk.text("use") != "sig") return no_key("a key for another use");
    auto key = from_public(*numbers);
    if (!key) return key;
    if (jwk.has("alg") && algorithm_named(jwk.text("alg").value_or("")) != key->algorithm_) {
        return no_key("a key for another algorithm");
    }
    key->id_ = jwk.text("kid").value_or("");
    return key;
}

base::Result<VerificationKey> VerificationKey::from_public(const base::PublicKey& key) {
    const bool is_rsa = key.kind == base::PublicKey::Kind::Rsa;
    if (is_rsa && !is_sound_rsa(key.first, key.second)) {
        return no_key("an RSA key must have 2048 to 8192 bits and the exponent 65537");
    }
    if (!is_rsa &&
        (key.first.size() != kCoordinateBytes || key.second.size() != kCoordinateBytes)) {
        return no_key("a key on P-256 has coordinates of 32 bytes");
    }
    const std::string jwk = as_jwk(key);
    cjose_err error{};
    cjose_jwk_t* imported = cjose_jwk_import(jwk.data(), jwk.size(), &error);
    if (imported == nullptr) return no_key("the key cannot be read");
    return VerificationKey(
        is_rsa ? Algorithm::RS256 : Algorithm::ES256, "", std::make_shared<const Handle>(imported)
    );
}

base::Result<VerificationKey> VerificationKey::from_secret(const base::Secret& key) {
    const base::ByteView bytes = base::as_bytes(key.reveal());
    if (bytes.size() < kLeastSharedKeyBytes) {
        return no_key("a shared key must have 32 bytes at least");
    }
    cjose_err error{};
    cjose_jwk_t* made = cjose_jwk_create_oct_spec(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &error
    );
    if (made == nullptr) return no_key("the shared key cannot be used");
    return VerificationKey(Algorithm::HS256, "", std::make_shared<const Handle>(made));
}

base::Result<TokenHead> read_head(std::string_view token) {
    if (token.size() > kMaxTokenBytes) return refused("the token is too long");
    const auto parts = base::split(token, '.');
    // The library is not strict: it takes padding, so one token could be spelt in two ways.
    const bool is_strict =
        parts.size() == 3 && base::from_base64url(parts[1]) && base::from_base64url(parts[2]);
    const auto bytes = is_strict ? base::from_base64url(parts[0]) : std::nullopt;
    if (!bytes) return refused("it is no signed token");
    const auto head = JsonObject::parse(base::as_text(*bytes));
    if (!head) return refused("the token's head is no JSON object");
    const auto algorithm = algorithm_named(head->text("alg").value_or(""));
    if (!algorithm) return refused("the token's algorithm is none of HS256, RS256 and ES256");
    // RFC 7515 section 4.1.11: who does not understand one of them refuses. We understand none.
    if (head->has("crit")) return refused("the token wants an extension understood");
    const std::string key_id = head->text("kid").value_or("");
    if (key_id.size() > kMaxKeyId) return refused("the token's key has too long a name");
    return TokenHead{*algorithm, key_id};
}

base::Result<JsonObject> verify(std::string_view token, const VerificationKey& key) {
    const auto head = read_head(token);
    if (!head) return base::fail(head);
    if (head->algorithm != key.algorithm())
        return refused("the token's algorithm is not the key's");
    cjose_err error{};
    const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
        cjose_jws_import(token.data(), token.size(), &error), &cjose_jws_release
    );
    if (!jws) return refused("it is no signed token");
    if (!cjose_jws_verify(jws.get(), key.handle().key.get(), &error)) {
        return refused("the signature does not match");
    }
    std::uint8_t* payload = nullptr;
    std::size_t length = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &payload, &length, &error)) {
        return refused("the token is empty");
    }
    const auto claims = JsonObject::parse({reinterpret_cast<const char*>(payload), length});
    if (!claims) return refused("the token's claims are no JSON object");
    return *claims;
}

}  // namespace connector::access
