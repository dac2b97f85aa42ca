#pragma once

#include "tests/support/stage.hpp"

namespace tests {

/// Calls operations of the simulated site by hand, rightly and wrongly, so that answers are
/// recorded which the connector does not provoke. The validator looks at the answers only.
void look_at_every_answer(Stage& stage);

/// The same for what the knowledge base answers, and to a customer.
void look_at_articles(Stage& stage);

}  // namespace tests
