#pragma once

#include <cstdint>
#include <string>

namespace connector::model {

/// What a request can be raised as.
struct RequestType {
    std::int64_t id = 0;
    int position = 0;  ///< in the portal's order
    std::string name;
    std::string description;
    std::string help;       ///< for whoever fills in its form
    bool is_shown = false;  ///< to customers

    friend bool operator==(const RequestType&, const RequestType&) = default;
};

}  // namespace connector::model
