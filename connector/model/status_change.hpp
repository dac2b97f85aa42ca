#pragma once

#include <string>

#include "base/clock.hpp"

namespace connector::model {

/// A status that a request had, as its customers were shown it.
struct StatusChange {
    std::string status;  ///< the name for customers, never the workflow's own
    base::Time at;       ///< Jira's stamp: since when

    friend bool operator==(const StatusChange&, const StatusChange&) = default;
};

}  // namespace connector::model
