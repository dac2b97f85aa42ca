#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "connector/store/database.hpp"

namespace connector::store {

/// Small facts with one number each, such as the latest time ever seen.
class Facts {
public:
    explicit Facts(Connection& connection) : connection_(connection) {}

    std::optional<std::int64_t> get(std::string_view name);
    /// Of all whose name starts so; the rest of each name with its number.
    std::map<std::string, std::int64_t> starting_with(std::string_view prefix);
    void set(std::string_view name, std::int64_t value);

private:
    Connection& connection_;
};

}  // namespace connector::store
