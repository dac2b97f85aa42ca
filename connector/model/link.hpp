#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace connector::model {

enum class LinkPurpose {
    Notification,  ///< sent because something happened
    Requested,     ///< somebody asked for it in a browser, and it is bound to that browser
};

[[nodiscard]] constexpr std::string_view name_of(LinkPurpose purpose) {
    return purpose == LinkPurpose::Requested ? "requested" : "notification";
}

/// What a link means. The token itself is opaque and is not kept.
struct Link {
    base::LinkId id;
    base::ContactId contact;
    std::optional<base::RequestId> request;
    std::optional<base::ProjectKey> project{};  ///< whose portal it opens, without a request
    LinkPurpose purpose = LinkPurpose::Notification;
    base::Time expires;
    bool is_used = false;
    bool is_void = false;
    bool is_mailed = false;  ///< to the contact's address, which its use proves

    [[nodiscard]] bool is_open(base::Time now) const {
        return !is_used && !is_void && now < expires;
    }
};

}  // namespace connector::model
