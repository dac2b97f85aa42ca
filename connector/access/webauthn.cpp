#include "connector/access/webauthn.hpp"

#include <array>
#include <memory>

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include "base/crypto.hpp"
#include "connector/access/json_object.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

/// The beginning of authenticator data, section 6.1: SHA-256 of the party's id, flags, counter.
constexpr std::size_t kPartyHash = 32;
constexpr std::size_t kHead = 37;
constexpr std::size_t kMostData = 8U << 10U;
constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kUserVerified = 0x04;
constexpr std::size_t kLongestId = 1023;  ///< section 4

constexpr std::array kAlgorithms{COSE_ES256, COSE_EDDSA, COSE_RS256};

tl::unexpected<base::Error> refused(std::string why) {
    return base::fail(ErrorKind::Unauthorized, std::move(why));
}

const unsigned char* raw(base::ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

base::Bytes copy(const unsigned char* bytes, std::size_t size) {
    if (bytes == nullptr) return {};
    const auto* const from = reinterpret_cast<const std::byte*>(bytes);
    return {from, from + size};
}

struct Freed {
    void operator()(fido_cred_t* credential) const { fido_cred_free(&credential); }

    void operator()(fido_assert_t* assertion) const { fido_assert_free(&assertion); }

    void operator()(es256_pk_t* key) const { es256_pk_free(&key); }

    void operator()(rs256_pk_t* key) const { rs256_pk_free(&key); }

    void operator()(eddsa_pk_t* key) const { eddsa_pk_free(&key); }
};

template <typename T>
using Owned = std::unique_ptr<T, Freed>;

/// Both ceremonies, before libfido2 sees a byte.
base::Result<void> check_head(base::ByteView data, const RelyingParty& party) {
    if (data.size() < kHead || data.size() > kMostData) {
        return refused("the authenticator data are too short or too long");
    }
    if (!base::equal_constant_time(
            data.first(kPartyHash), base::sha256(base::as_bytes(party.id))
        )) {
        return refused("the passkey is another site's");
    }
    const auto flags = std::to_integer<unsigned>(data[kPartyHash]);
    if ((flags & kUserPresent) == 0 || (flags & kUserVerified) == 0) {
        return refused("the authenticator has not verified its user");
    }
    return {};
}

/// Nothing unless the data hold a key of this algorithm.
std::optional<PasskeyCredential> read_as(int algorithm, base::ByteView data) {
    const Owned<fido_cred_t> credential(fido_cred_new());
    const bool is_read =
        credential && fido_cred_set_type(credential.get(), algorithm) == FIDO_OK &&
        fido_cred_set_authdata_raw(credential.get(), raw(data), data.size()) == FIDO_OK;
    if (!is_read) return std::nullopt;
    const fido_cred_t* const read = credential.get();
    PasskeyCredential found{
        .id = copy(fido_cred_id_ptr(read), fido_cred_id_len(read)),
        .algorithm = algorithm,
        .public_key = copy(fido_cred_pubkey_ptr(read), fido_cred_pubkey_len(read)),
        .counter = fido_cred_sigcount(read)};
    if (found.id.empty() || found.id.size() > kLongestId || found.public_key.empty()) {
        return std::nullopt;
    }
    return found;
}

/// libfido2's key of that kind, of the bytes it gave us itself.
template <typename Key>
Owned<Key> key_of(
    const base::Bytes& bytes, Key* (*make)(), int (*fill)(Key*, const void*, std::size_t)
) {
    Owned<Key> key(make());
    if (key && fill(key.get(), bytes.data(), bytes.size()) != FIDO_OK) key.reset();
    return key;
}

bool is_signed_by(const PasskeyCredential& credential, const fido_assert_t* assertion) {
    const auto verify = [&](const void* key) {
        return key != nullptr &&
               fido_assert_verify(assertion, 0, credential.algorithm, key) == FIDO_OK;
    };
    switch (credential.algorithm) {
        case COSE_ES256:
            return verify(key_of(credential.public_key, es256_pk_new, es256_pk_from_ptr).get());
        case COSE_RS256:
            return verify(key_of(credential.public_key, rs256_pk_new, rs256_pk_from_ptr).get());
        case COSE_EDDSA:
            return verify(key_of(credential.public_key, eddsa_pk_new, eddsa_pk_from_ptr).get());
        default: return false;
    }
}

bool has_risen(std::uint32_t now, std::uint32_t before) {
    return (now == 0 && before == 0) || now > before;
}

}  // namespace

base::Result<std::string> challenge_in(
    std::string_view client_data, Ceremony ceremony, const RelyingParty& party
) {
    const auto data = JsonObject::parse(client_data);
    if (!data) return refused("the client data are no JSON");
    const char* const type =
        ceremony == Ceremony::Registration ? "webauthn.create" : "webauthn.get";
    if (data->text("type") != type) return refused("the client data are of another ceremony");
    if (data->text("origin") != party.origin)
        return refused("the passkey was used on another site");
    if (data->has("crossOrigin") && data->is_true("crossOrigin")) {
        return refused("the passkey was used in a frame of another site's");
    }
    const auto challenge = data->text("challenge");
    if (!challenge) return refused("the client data have no challenge");
    return *challenge;
}

base::Result<PasskeyCredential> read_registration(
    base::ByteView authenticator_data, const RelyingParty& party
) {
    if (const auto good = check_head(authenticator_data, party); !good) return base::fail(good);
    for (const int algorithm : kAlgorithms) {
        if (auto credential = read_as(algorithm, authenticator_data)) return *credential;
    }
    return refused("the authenticator data hold no key of a known algorithm");
}

base::Result<std::uint32_t> check_assertion(
    const Assertion& assertion, const PasskeyCredential& credential, const RelyingParty& party
) {
    const base::ByteView data = assertion.authenticator_data;
    if (const auto good = check_head(data, party); !good) return base::fail(good);
    const base::ByteView client_data = base::as_bytes(assertion.client_data);
    const Owned<fido_assert_t> checked(fido_assert_new());
    fido_assert_t* const it = checked.get();
    const bool is_filled =
        it != nullptr && fido_assert_set_count(it, 1) == FIDO_OK &&
        fido_assert_set_rp(it, party.id.c_str()) == FIDO_OK &&
        fido_assert_set_clientdata(it, raw(client_data), client_data.size()) == FIDO_OK &&
        fido_assert_set_up(it, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_uv(it, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_authdata_raw(it, 0, raw(data), data.size()) == FIDO_OK &&
        fido_assert_set_sig(it, 0, raw(assertion.signature), assertion.signature.size()) == FIDO_OK;
    if (!is_filled || !is_signed_by(credential, it)) {
        return refused("the signature is not the passkey's");
    }
    const std::uint32_t counter = fido_assert_sigcount(it, 0);
    if (!has_risen(counter, credential.counter)) {
        return refused("the passkey's counter has not risen: there may be a copy of it");
    }
    return counter;
}

}  // namespace connector::access
