#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/model/preferences.hpp"

namespace connector::model {

/// A person we let in. One a Jira account; the address is what Jira said last.
struct Contact {
    base::ContactId id;
    base::AccountId account_id;
    std::string display_name;
    /// Normalised (model/email_address.hpp); nothing when Jira hides it: such a contact gets no
    /// mail.
    std::optional<std::string> address;
    bool is_active = true;
    Preferences preferences{};
};

}  // namespace connector::model
