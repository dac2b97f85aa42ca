#include "connector/portal/offered_moves.hpp"

namespace connector::portal {

base::Result<OfferedMoves::Moves> OfferedMoves::of(
    const PortalProject& project, const model::Request& request
) {
    Moves offered;
    if (project.transitions.empty()) return offered;
    const auto all = all_of(request);
    if (!all) return base::fail(all);
    for (const auto& [named, label] : project.transitions) {
        for (const auto& [id, name] : *all) {
            if (named == id || named == name) offered.push_back({id, label});
        }
    }
    return offered;
}

base::Result<OfferedMoves::Moves> OfferedMoves::all_of(const model::Request& request) {
    {
        const std::scoped_lock lock(mutex_);
        const auto found = kept_.find(request.id);
        if (found != kept_.end() && found->second.revision == request.revision &&
            clock_.now() < found->second.until) {
            return found->second.transitions;
        }
    }
    auto read = ask_(request.id);
    const base::Time until = clock_.now() + (read ? kFresh : kAway);
    const std::scoped_lock lock(mutex_);
    if (kept_.size() >= kMostRequests) kept_.clear();
    kept_.insert_or_assign(request.id, Kept{request.revision, until, read});
    return read;
}

}  // namespace connector::portal
