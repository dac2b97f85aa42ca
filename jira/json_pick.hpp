#pragma once

#include <span>
#include <string_view>

#include "jira/json_text.hpp"

namespace jira {

/// Parses JSON of unknown origin of which only a little is wanted, without building its tree: a
/// webhook's body is a hundred times what we take from it. Gives one flat object from the dotted
/// path as asked for ("issue.fields.project.key") to the text, number, boolean or null found there,
/// to the last one where members are repeated. Arrays are not entered, and an object or array at a
/// path is as if it were missing.
/// Invalid: not JSON, not UTF-8, deeper than `kMaxJsonDepth`, or its root is no object.
[[nodiscard]] base::Result<Json> pick_json(
    std::string_view raw, std::span<const std::string_view> paths
);

}  // namespace jira
