#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace connector::access {

/// A file of passwords that are known to attackers, by their hashes: a line "HASH:COUNT" each, in
/// the order of the hashes, as "Pwned Passwords" of https://haveibeenpwned.com/Passwords comes
/// ("ordered by hash"). The hashes are SHA-1 (40 hexadecimal digits) or SHA-256 (64), all of one
/// kind. It is searched where it lies: some forty small reads in 40 GB. Nobody is asked by network.
///
/// The file is opened for each question, so that it may be replaced at any time. Thread-safe.
class BreachedList {
public:
    /// Looks at the first and the last line. Unavailable: it can't be read. Invalid: no such list.
    [[nodiscard]] static base::Result<BreachedList> open(const std::filesystem::path& file);

    /// Errors as those of `open`: who asks must not take them for a no.
    [[nodiscard]] base::Result<bool> contains(std::string_view password) const;

private:
    explicit BreachedList(std::filesystem::path file) : file_(std::move(file)) {}

    std::filesystem::path file_;
};

}  // namespace connector::access
