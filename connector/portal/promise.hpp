#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "connector/model/sla.hpp"

namespace connector::portal {

/// Each is a section of the thread's template, with its sentence.
enum class PromiseKind { AnswerBy, ResolutionBy, LateAnswer, LateResolution };

[[nodiscard]] std::string_view section_of(PromiseKind kind);

/// What a running service level says to a customer, in plain words.
struct Promise {
    PromiseKind kind;
    std::optional<base::Time> by;  ///< nothing: it is late, and there is no new date
};

/// Only the two service levels that every JSM project comes with are shown, the first answer and
/// the resolution, known by the names that Jira gives them ("Time to first response", "Time to
/// resolution", "Time to done"). Others, and renamed ones, are the team's own business: their names
/// are not written for customers. A paused one promises nothing for now.
[[nodiscard]] std::vector<Promise> promises_of(const std::vector<model::Sla>& slas, base::Time now);

}  // namespace connector::portal
