#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "connector/model/guest.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Browsers of visitors who have proven nothing, the requests that each of them holds, and the
/// seeds of those requests' reference codes. Neither a cookie nor a code comes here.
class Guests {
public:
    /// What a reference code is made of, besides a key.
    struct CodeSeed {
        base::Bytes32 seed{};
        base::Bytes key_id{};
    };

    explicit Guests(Connection& connection) : connection_(connection) {}

    /// `guest.id` is chosen here and returned; `guest.holds` has no meaning here.
    model::GuestId add(
        const model::Guest& guest, const base::Bytes32& token_hash, base::ByteView key_id
    );
    /// With what it holds.
    std::optional<model::Guest> find(const base::Bytes32& token_hash);
    std::optional<model::Guest> find(model::GuestId id);
    void touch(model::GuestId id, base::Time now);
    void claim_address(model::GuestId id, std::string_view address);
    void end(model::GuestId id);

    void hold(model::GuestId guest, base::RequestId request);
    std::int64_t count_held(model::GuestId guest);
    std::vector<model::GuestId> holders_of(base::RequestId request);
    /// It has become somebody's, or is gone: no browser holds it any more, and no code leads to it.
    void release(base::RequestId request);

    /// Keeps what is there already.
    void add_code(base::RequestId request, const CodeSeed& seed, base::Time now);
    std::optional<CodeSeed> code_of(base::RequestId request);

    /// How many were made with which key, by its id in hexadecimal.
    std::map<std::string, std::int64_t> count_by_key(base::Time now);
    std::map<std::string, std::int64_t> count_codes_by_key();

    /// Guests that ran out, and codes made before `codes_before`.
    void purge(base::Time now, base::Time codes_before);

private:
    std::optional<model::Guest> with_holds(std::optional<model::Guest> guest);

    Connection& connection_;
};

}  // namespace connector::store
