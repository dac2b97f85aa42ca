#pragma once

#include <stdexcept>

namespace base {

/// Something the whole process needs (the store) does not answer for now. Whoever serves a visitor
/// turns it into 503 with Retry-After; a worker's loop backs off. `what()` is for the operator.
class ServiceUnavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace base
