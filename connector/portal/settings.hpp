#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/access/policy.hpp"

namespace connector::portal {

/// One project's face: where its pages are and what they look like.
struct PortalProject {
    base::ProjectKey key;
    std::string path;    ///< "/sup"
    std::string brand;   ///< "Acme Help"
    std::string accent;  ///< "#0b5fff"
    bool help = false;   ///< has a page to search articles with
    access::Doors doors{};
    bool offers_stay = false;  ///< with a box to tick: stay signed in
};

struct PortalSettings {
    std::string public_url;   ///< "https://support.acme.example", the origin of our own forms
    bool plain_http = false;  ///< a loopback demo: cookies can be neither Secure nor __Host-
    std::vector<PortalProject> projects;

    /// Null when the project is not configured.
    [[nodiscard]] const PortalProject* find(const base::ProjectKey& key) const;
};

}  // namespace connector::portal
