#pragma once

#include <string>

namespace connector::model {

/// A step of a request's workflow that can be taken now.
struct Transition {
    std::string id;
    std::string name;  ///< in Jira; or on our button
};

}  // namespace connector::model
