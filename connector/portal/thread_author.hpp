#pragma once

#include <string>

#include "connector/portal/visitors.hpp"

namespace connector::portal {

/// Who writes in a thread.
struct Author {
    std::string id;    ///< tells writers apart: "7", "guest 3"
    std::string name;  ///< for agents
};

/// A guest has proven nothing, and agents are told so (SR-56).
[[nodiscard]] Author author_of(const Visitor& visitor);

}  // namespace connector::portal
