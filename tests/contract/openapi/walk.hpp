#pragma once

#include <span>

#include "tests/support/stage.hpp"

namespace tests {

/// One thing that the connector does with Jira. Steps of one site run in order on one stage; each
/// returns when the calls it is for have been answered, and throws when they don't come.
struct Step {
    const char* name;
    void (*walk)(Stage& stage);
};

/// What the connector does day by day. Add a step here for calls that are new in jira/: the
/// validator names those of which no exchange was recorded.
[[nodiscard]] StageOptions everyday_site();
[[nodiscard]] std::span<const Step> everyday_steps();

/// A portal with articles, read as a customer.
[[nodiscard]] StageOptions helpful_site();
[[nodiscard]] std::span<const Step> helpful_steps();

/// A site that nobody has prepared.
[[nodiscard]] StageOptions fresh_site();
[[nodiscard]] std::span<const Step> fresh_steps();

}  // namespace tests
