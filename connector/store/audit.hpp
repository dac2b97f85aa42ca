#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Who did and was refused what (SR-132). Append-only; written in the transaction of the deed.
class Audit {
public:
    struct Entry {
        std::string event;  ///< "link.exchanged": the names of log events
        std::optional<base::ContactId> contact{};
        std::optional<base::RequestId> request{};
        std::string client{};  ///< network address
        std::string detail{};
    };

    struct Row {
        std::int64_t id = 0;
        base::Time at;
        Entry entry;
    };

    explicit Audit(Connection& connection) : connection_(connection) {}

    void add(const Entry& entry, base::Time now);
    /// Latest first; `event` empty: all.
    std::vector<Row> list(std::string_view event, int limit);

private:
    Connection& connection_;
};

}  // namespace connector::store
