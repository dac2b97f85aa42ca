#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "config/assistant_flow.hpp"
#include "connector/access/accounts.hpp"
#include "connector/access/policy.hpp"
#include "connector/portal/look.hpp"

namespace connector::portal {

/// A button of the sign-in page that leads to a provider.
struct SignInButton {
    std::string name;   ///< in its address
    std::string label;  ///< "Acme ID"
};

/// What replies may bring along.
struct UploadLimits {
    std::size_t max_file_bytes = 0;
    std::size_t max_files = 0;
    std::int64_t daily_bytes = 0;  ///< of a contact; of all guests of one request
};

/// One project's face: where its pages are and what they look like.
struct PortalProject {
    base::ProjectKey key;
    std::string path;   ///< "/sup"
    std::string brand;  ///< "Acme Help"
    Look look{};
    std::string language = "en";    ///< for who asks for none of ours
    std::string time_zone = "UTC";  ///< for who does not tell theirs
    bool help = false;              ///< has a page to search articles with
    std::shared_ptr<const config::AssistantFlow> assistant{};  ///< null: it has none
    access::Doors doors{};
    bool puzzle = false;  ///< where many links are asked for, browsers have something to solve
    access::AccountRules accounts{};
    bool offers_stay = false;  ///< with a box to tick: stay signed in
    std::vector<SignInButton> sign_in_buttons{};
    /// Where those buttons lead: what the sign-in page's forms may go to, besides us.
    std::vector<std::string> sign_in_origins{};
    bool takes_hand_offs = false;
    std::vector<std::string> hand_off_origins{};  ///< of pages that may hand over without asking

    bool passwords = false;                    ///< contacts may set one
    bool passkeys = false;                     ///< likewise
    std::vector<std::string> embed_origins{};  ///< of pages that may show our button
    std::optional<UploadLimits> uploads{};     ///< nothing: no files with replies

    /// What customers may do with their requests: Jira's name or id of a transition, and the words
    /// on its button.
    std::map<std::string, std::string> transitions{};

    [[nodiscard]] bool has_sign_in_ways() const {
        return !sign_in_buttons.empty() || takes_hand_offs;
    }
};

struct PortalSettings {
    std::string public_url;   ///< "https://support.acme.example", the origin of our own forms
    bool plain_http = false;  ///< a loopback demo: cookies can be neither Secure nor __Host-
    std::vector<PortalProject> projects;
    std::string security_contact{};  ///< an address; empty: none is published

    /// Null when the project is not configured.
    [[nodiscard]] const PortalProject* find(const base::ProjectKey& key) const;
    /// The project whose pages that address is among, whether there is such a page or not; null:
    /// none's.
    [[nodiscard]] const PortalProject* find_by_path(std::string_view path) const;
    /// Where there is one project only; else null. It is everybody's, known or not.
    [[nodiscard]] const PortalProject* only() const;
};

}  // namespace connector::portal
