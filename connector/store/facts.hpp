#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "connector/store/database.hpp"

namespace connector::store {

/// Small facts with one number each, such as the latest time ever seen.
class Facts {
public:
    explicit Facts(Connection& connection) : connection_(connection) {}

    std::optional<std::int64_t> get(std::string_view name);
    void set(std::string_view name, std::int64_t value);

private:
    Connection& connection_;
};

}  // namespace connector::store
