#include "jira/desk_ids.hpp"

namespace jira {

base::Result<std::string> DeskIds::of(const base::ProjectKey& project) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto known = known_.find(project); known != known_.end()) return known->second;
    }
    const auto desk = directory_.desk_of(project);
    if (!desk) return base::fail(desk);
    const std::scoped_lock lock(mutex_);
    return known_[project] = desk->id;
}

}  // namespace jira
