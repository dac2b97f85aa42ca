#pragma once

#include <ostream>

#include "mailer/transport.hpp"

namespace mailer {

/// For GoogleTest, which else prints a number.
inline void PrintTo(Outcome outcome, std::ostream* out) {
    switch (outcome) {
        case Outcome::Accepted: *out << "Accepted"; break;
        case Outcome::Deferred: *out << "Deferred"; break;
        case Outcome::Unknown: *out << "Unknown"; break;
        case Outcome::Bounced: *out << "Bounced"; break;
        case Outcome::Broken: *out << "Broken"; break;
    }
}

}  // namespace mailer
