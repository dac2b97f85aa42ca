#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/access/identity_provider.hpp"

namespace tests {

/// Says whom it is told to say, and keeps what it was asked.
struct FakeIdentityProvider final : connector::access::IdentityProvider {
    base::Result<std::string> authorization_url(const connector::access::Challenge& challenge
    ) override {
        if (failure) return tl::unexpected(*failure);
        asked.push_back(challenge);
        return "https://id.acme.example/auth?state=" + challenge.state;
    }

    base::Result<connector::access::Identity> redeem(
        const Callback& callback, const connector::access::Challenge& challenge
    ) override {
        codes.push_back(callback.code);
        asked.push_back(challenge);
        return answer;
    }

    std::vector<connector::access::Challenge> asked{};
    std::vector<std::string> codes{};
    base::Result<connector::access::Identity> answer =
        connector::access::Identity{.address = "ann@example.com"};
    std::optional<base::Error> failure{};  ///< of the way there
};

}  // namespace tests
