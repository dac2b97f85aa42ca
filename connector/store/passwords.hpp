#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What is kept of contacts' passwords, and the tries at them. Neither a password nor its hash ever
/// comes here, only the sealed hash; who seals and opens it is none of the store's business.
class Passwords {
public:
    struct Kept {
        base::ContactId contact;
        base::Bytes key_id{};  ///< of the key that sealed it
        base::Bytes sealed{};
        base::Time set{};
    };

    explicit Passwords(Connection& connection) : connection_(connection) {}

    std::optional<Kept> find(base::ContactId contact);
    void save(const Kept& password);
    /// False when there is none.
    bool remove(base::ContactId contact);
    void note_use(base::ContactId contact, base::Time now);

    /// Those that another key has sealed.
    std::vector<Kept> not_sealed_by(base::ByteView key_id);
    /// The same password, sealed anew.
    void seal_anew(const Kept& password);
    /// By the key's id in hexadecimal.
    std::map<std::string, std::int64_t> count_by_key();

    struct TryRule {
        std::int64_t most = 1;
        base::milliseconds within{0};
    };

    /// Counts a try unless one of the rules is used up. Nothing then; else which one it is.
    std::optional<std::int64_t> count_try(
        base::ContactId contact, const std::vector<TryRule>& rules, base::Time now
    );
    void forget_try(std::int64_t id);
    void purge_tries(base::Time before);

private:
    Connection& connection_;
};

/// Every password and passkey of a contact: they prove nothing any more.
void forget_proofs(Connection& connection, base::ContactId contact);

}  // namespace connector::store
