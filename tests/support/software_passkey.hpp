#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

using EVP_PKEY = struct evp_pkey_st;

namespace tests {

/// An authenticator in software, with one discoverable credential: real keys and signatures by
/// OpenSSL, the bytes around them as in sections 5.8.1 and 6.1 of Web Authentication Level 2.
class SoftwarePasskey {
public:
    enum class Algorithm { Es256, Rs256, EdDsa };

    static constexpr unsigned kPresent = 0x01;
    static constexpr unsigned kVerified = 0x04;

    explicit SoftwarePasskey(Algorithm algorithm = Algorithm::Es256, unsigned char number = 1);

    /// What a test may twist before it asks for anything.
    std::string party = "support.acme.example";
    std::string origin = "https://support.acme.example";
    unsigned flags = kPresent | kVerified;
    std::uint32_t counter = 0;

    [[nodiscard]] const base::Bytes& id() const { return id_; }

    /// `type` is "webauthn.create" or "webauthn.get".
    [[nodiscard]] std::string client_data(std::string_view type, std::string_view challenge) const;
    [[nodiscard]] base::Bytes registration() const;
    [[nodiscard]] base::Bytes authenticator_data() const;
    [[nodiscard]] base::Bytes sign(base::ByteView data, std::string_view client_data) const;

private:
    [[nodiscard]] base::Bytes cose_key() const;

    Algorithm algorithm_;
    std::shared_ptr<EVP_PKEY> key_;
    base::Bytes id_;
};

}  // namespace tests
