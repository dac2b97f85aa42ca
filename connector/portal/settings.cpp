#include "connector/portal/settings.hpp"

#include <algorithm>

namespace connector::portal {

const PortalProject* PortalSettings::find(const base::ProjectKey& key) const {
    const auto found =
        std::find_if(projects.begin(), projects.end(), [&](const PortalProject& project) {
            return project.key == key;
        });
    return found == projects.end() ? nullptr : &*found;
}

const PortalProject* PortalSettings::find_by_path(std::string_view path) const {
    const PortalProject* closest = nullptr;
    for (const PortalProject& project : projects) {
        const bool is_below =
            path.starts_with(project.path) &&
            (path.size() == project.path.size() || path[project.path.size()] == '/');
        const bool is_closer = closest == nullptr || project.path.size() > closest->path.size();
        if (is_below && is_closer) closest = &project;
    }
    return closest;
}

const PortalProject* PortalSettings::only() const {
    return projects.size() == 1 ? &projects.front() : nullptr;
}

}  // namespace connector::portal
