#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "connector/model/link.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What links mean. Tokens never come here, only their keyed hashes (SR-12).
class Links {
public:
    struct Draft {
        base::Bytes32 token_hash{};
        base::ContactId contact;
        std::optional<base::RequestId> request{};
        std::optional<base::ProjectKey> project{};  ///< of a link without a request
        model::LinkPurpose purpose = model::LinkPurpose::Notification;
        std::optional<base::Bytes32> browser_hash{};
        base::Time expires;
        base::Bytes key_id{};  ///< of the key that token and code were made with
        std::optional<base::Bytes32> code_hash{};
        bool is_mailed = false;  ///< to the contact's address
    };

    struct Found {
        model::Link link;
        std::optional<base::Bytes32> browser_hash;
        int address_tries = 0;
    };

    /// A link whose code may be typed.
    struct Coded {
        base::LinkId id;
        base::ContactId contact;
        base::Bytes32 token_hash{};
        base::Bytes32 code_hash{};
        base::Bytes key_id;
    };

    explicit Links(Connection& connection) : connection_(connection) {}

    base::LinkId add(const Draft& draft, base::Time now);
    std::optional<Found> find(const base::Bytes32& token_hash);

    /// Marks the link used, if it is open. One winner under any race: the row count decides.
    bool use(base::LinkId id, base::Time now);
    /// Counts a typed address before it is compared; false when there were `max` before (SR-23).
    bool count_address_try(base::LinkId id, int max);

    /// The latest open link with a code that this browser asked for.
    std::optional<Coded> find_coded(const base::Bytes32& browser_hash, base::Time now);
    /// Counts a typed code before it is compared; false when there were `max` before at this code,
    /// or `max_of_contact` at all codes of its contact's that ran out `since` then.
    bool count_code_try(const Coded& coded, int max, int max_of_contact, base::Time since);
    /// How many open links were made with which key, by its id in hexadecimal; "" stands for links
    /// without a key's id.
    std::map<std::string, std::int64_t> count_by_key(base::Time now);

    std::int64_t void_all_of(base::ContactId contact, base::Time now);
    std::int64_t void_all(base::Time now);
    std::int64_t void_requested_of(base::ContactId contact, base::Time now);
    std::int64_t void_all_of(base::RequestId request, base::Time now);
    std::vector<model::Link> list_of(base::ContactId contact, int limit);

private:
    Connection& connection_;
};

}  // namespace connector::store
