#pragma once

#include <string>

namespace tests {

/// What the system's resolver says of one host name while this object lives, in this process; it
/// stands in for a name server. One at a time. Other names go the usual way.
class ResolvedName {
public:
    /// `address`: a literal, such as "169.254.169.254" or "fe80::1".
    ResolvedName(std::string name, std::string address);
    ~ResolvedName();
    ResolvedName(const ResolvedName&) = delete;
    ResolvedName& operator=(const ResolvedName&) = delete;

    /// How often this process dialled anything (`connect`) since the object was made.
    [[nodiscard]] static int connects();
};

}  // namespace tests
