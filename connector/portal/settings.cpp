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
    const auto found =
        std::find_if(projects.begin(), projects.end(), [&](const PortalProject& project) {
            if (!path.starts_with(project.path)) return false;
            const std::string_view rest = path.substr(project.path.size());
            return rest.empty() || rest.starts_with('/');
        });
    return found == projects.end() ? nullptr : &*found;
}

}  // namespace connector::portal
