#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace connector::http {

/// Where outgoing calls may go (SR-75). Immutable, thread-safe. Addresses are taken apart by the
/// same parser that libcurl connects with, so that both read them alike.
class AllowedOrigins {
public:
    /// "https://acme.atlassian.net", "http://127.0.0.1:8099". Throws std::runtime_error that names
    /// the one that is no http(s) origin.
    explicit AllowedOrigins(const std::vector<std::string>& origins);

    /// The host of `url`, for messages. Invalid: not an absolute http(s) URL, one with a user in
    /// it, or one that leads elsewhere.
    [[nodiscard]] base::Result<std::string> check(std::string_view url) const;

private:
    std::set<std::string> origins_;
};

}  // namespace connector::http
