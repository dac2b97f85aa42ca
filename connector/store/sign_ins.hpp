#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Sign-ins that are under way. Secrets never come here, only their keyed hashes (SR-12).
class SignIns {
public:
    struct Attempt {
        base::Bytes32 state_hash{};
        base::Bytes32 browser_hash{};
        base::ProjectKey project;
        std::string way;
        base::Time expires;
    };

    struct Arrival {
        base::Bytes32 ticket_hash{};
        base::ContactId contact;
        base::ProjectKey project;
        std::string way;
        std::string return_to;
        bool is_direct = false;
        base::Time expires;
    };

    explicit SignIns(Connection& connection) : connection_(connection) {}

    void begin(const Attempt& attempt);
    /// Takes it away. False for one that is used, expired, unknown, of another way, or begun in
    /// another browser, which leaves it to that one.
    bool take(
        const base::Bytes32& state_hash,
        const base::Bytes32& browser_hash,
        const base::ProjectKey& project,
        const std::string& way,
        base::Time now
    );

    /// Notes a hand-off; false when it came before.
    bool spend(const base::Bytes32& id_hash, base::Time forgotten);

    void arrive(const Arrival& arrival);
    std::optional<Arrival> find_arrival(
        const base::Bytes32& ticket_hash, const base::ProjectKey& project, base::Time now
    );
    /// One winner under any race: the row count decides.
    bool use_arrival(const base::Bytes32& ticket_hash, base::Time now);

    void purge(base::Time now);

private:
    Connection& connection_;
};

}  // namespace connector::store
