#pragma once

#include <string>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "connector/portal/settings.hpp"

/// Our own addresses, made from stored things only: no part of a redirect ever comes from a
/// visitor (SR-20).
namespace connector::portal {

[[nodiscard]] inline std::string request_path(
    const PortalProject& project, const base::RequestKey& key
) {
    return project.path + "/requests/" + base::percent_encode(key.value());
}

/// The list of the visitor's requests.
[[nodiscard]] inline std::string home_path(const PortalProject& project) {
    return project.path + "/";
}

/// What open pages listen to.
[[nodiscard]] inline std::string events_path(const PortalProject& project) {
    return project.path + "/events";
}

/// The types to choose from; followed by one's id: its form.
[[nodiscard]] inline std::string new_request_path(const PortalProject& project) {
    return project.path + "/new";
}

/// What becomes of a request that was raised here; followed by the intake's number.
[[nodiscard]] inline std::string sent_request_path(const PortalProject& project) {
    return new_request_path(project) + "/sent";
}

[[nodiscard]] inline std::string assistant_path(const PortalProject& project) {
    return project.path + "/assistant";
}

/// Followed by an attachment's id.
[[nodiscard]] inline std::string request_files_path(
    const PortalProject& project, const base::RequestKey& key
) {
    return request_path(project, key) + "/attachments/";
}

/// Followed by an article's id: that article.
[[nodiscard]] inline std::string help_path(const PortalProject& project) {
    return project.path + "/help";
}

/// A few articles for what is typed as a new request's summary.
[[nodiscard]] inline std::string help_offers_path(const PortalProject& project) {
    return help_path(project) + "/offers";
}

[[nodiscard]] inline std::string sign_in_path(const PortalProject& project) {
    return project.path + "/sign-in";
}

[[nodiscard]] inline std::string preferences_path(const PortalProject& project) {
    return project.path + "/account/preferences";
}

[[nodiscard]] inline std::string people_path(const PortalProject& project) {
    return project.path + "/account/people";
}

/// Where a password goes that somebody signs in with.
[[nodiscard]] inline std::string password_path(const PortalProject& project) {
    return sign_in_path(project) + "/password";
}

/// Where a passkey's answer goes.
[[nodiscard]] inline std::string passkey_path(const PortalProject& project) {
    return sign_in_path(project) + "/passkey";
}

[[nodiscard]] inline std::string passkeys_path(const PortalProject& project) {
    return project.path + "/account/passkeys";
}

[[nodiscard]] inline std::string hand_off_path(const PortalProject& project) {
    return sign_in_path(project) + "/handoff";
}

[[nodiscard]] inline std::string arrive_path(const PortalProject& project) {
    return sign_in_path(project) + "/arrive";
}

}  // namespace connector::portal
