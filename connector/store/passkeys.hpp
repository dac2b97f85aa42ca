#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Passkeys that contacts have registered: public keys, no secret. A credential's id is one
/// contact's only, for the column is unique.
class Passkeys {
public:
    struct Passkey {
        std::int64_t id = 0;
        base::ContactId contact;
        base::Bytes credential_id{};
        int algorithm = 0;  ///< COSE's number
        base::Bytes public_key{};
        std::uint32_t counter = 0;
        std::string name{};
        base::Time created{};
        std::optional<base::Time> used{};
    };

    explicit Passkeys(Connection& connection) : connection_(connection) {}

    /// How authenticators know the contact; `fresh` if there was none.
    base::Bytes handle_of(base::ContactId contact, base::ByteView fresh);
    std::optional<base::ContactId> find_owner(base::ByteView handle);

    /// False when the credential's id is taken. `id` and `used` are not looked at.
    bool add(const Passkey& passkey);
    std::optional<Passkey> find(base::ByteView credential_id);
    std::vector<Passkey> list_of(base::ContactId contact);
    /// False when it is not there or not the contact's own.
    bool remove(std::int64_t id, base::ContactId owner);
    void note_use(std::int64_t id, std::uint32_t counter, base::Time now);

    /// Notes an answered challenge; false when it was answered before.
    bool spend(const base::Bytes32& challenge_hash, base::Time forgotten);
    void purge(base::Time now);

private:
    Connection& connection_;
};

}  // namespace connector::store
