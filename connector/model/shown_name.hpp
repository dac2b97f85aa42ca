#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"

namespace connector::model {

/// A person's name as other people get to read it. Jira takes the address for the name of customers
/// who never gave one, and addresses are nobody else's business: those are masked.
[[nodiscard]] inline std::string shown_name(std::string_view name) {
    const bool is_address = name.find('@') != std::string_view::npos;
    return is_address ? base::mask_address(name) : std::string(name);
}

}  // namespace connector::model
