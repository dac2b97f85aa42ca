#pragma once

#include <string>

namespace connector::model {

/// What a contact has chosen for themselves; empty: nothing.
struct Preferences {
    std::string language{};   ///< a tag: "de"
    std::string time_zone{};  ///< by the name of the IANA database: "Europe/Berlin"
};

}  // namespace connector::model
