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

}  // namespace connector::portal
