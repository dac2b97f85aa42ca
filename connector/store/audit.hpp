#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Who did, viewed and was refused what (SR-132). Written in the transaction of the deed, and each
/// row is sealed to the one before it (store/audit_chain.hpp). Nothing of a row is ever changed but
/// for what may lead to a person, which can be blanked (SR-127); rows go from the front only.
class Audit {
public:
    struct Entry {
        std::string event;  ///< "link.exchanged": the names of log events
        std::optional<base::ContactId> contact{};
        std::optional<base::RequestId> request{};
        std::string client{};  ///< network address
        std::string detail{};  ///< no name, no mail address
    };

    struct Row {
        std::int64_t id = 0;
        base::Time at;
        Entry entry;
    };

    /// What to look for; a default one finds every row.
    struct Filter {
        std::optional<base::ContactId> contact{};
        std::optional<base::RequestId> request{};
        std::vector<std::string> events{};  ///< "link.issued"; "link." is all that start so
        std::optional<base::Time> since{};
        std::optional<base::Time> until{};  ///< before it
        std::int64_t limit = 0;             ///< 0: none
    };

    explicit Audit(Connection& connection) : connection_(connection) {}

    void add(const Entry& entry, base::Time now);

    /// Latest first, a page at a time: memory does not grow with what is found.
    void each(const Filter& filter, const std::function<void(const Row&)>& take);
    /// Latest first; `event` empty: all.
    std::vector<Row> list(std::string_view event, int limit);

    /// Client addresses of rows before `before`; how many.
    std::int64_t blank_clients(base::Time before);
    /// Client addresses and details of a contact's rows; how many.
    std::int64_t blank_all_of(base::ContactId contact);
    /// Forgets rows from before `before`, `limit` of them at most; what is left goes on from a
    /// sealed anchor. A younger row ends it.
    std::int64_t purge(base::Time before, int limit);

private:
    Connection& connection_;
};

}  // namespace connector::store
