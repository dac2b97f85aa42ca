#pragma once

#include <optional>

#include "jira/customer_proof.hpp"

namespace tests {

/// Says what a test wants of whichever account, and remembers which it was. One thread.
class FakeCustomerProof final : public jira::CustomerProof {
public:
    base::Result<jira::Standing> look_at(const base::AccountId& account) override {
        ++calls;
        asked_of = account;
        if (failure) return base::fail(*failure, "as the test wants it");
        return standing;
    }

    jira::Standing standing{.is_customer = true};
    std::optional<base::ErrorKind> failure{};
    std::optional<base::AccountId> asked_of{};
    int calls = 0;
};

}  // namespace tests
