#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/safe_html.hpp"

namespace connector::model {

enum class StatusCategory { Undefined, New, InProgress, Done };

/// A ticket as its customer may see it.
struct Request {
    base::RequestId id;
    base::RequestKey key;
    base::ProjectKey project;
    std::optional<base::ContactId> reporter;
    std::string summary;
    base::SafeHtml description;
    std::string status;
    StatusCategory status_category = StatusCategory::Undefined;
    base::Time created;
    base::Time updated;  ///< Jira's stamp; a read with an older one never overwrites (newest wins)
    std::int64_t revision = 0;  ///< ours: rises whenever the request or its thread is saved
    std::int64_t type_id = 0;   ///< 0: not known
    std::string type_name{};    ///< "Get help"; empty: not known
    /// Who sees it besides the reporter. What was read from the store has it filled in; a request
    /// from elsewhere has none and shows itself to nobody else.
    std::vector<base::ContactId> participants{};
};

/// A public comment. There is no record for an internal one anywhere in this program.
struct Comment {
    base::CommentId id;
    base::RequestId request;
    std::string author_name;
    base::AccountId author_account;
    /// Whose words they are, when a contact wrote them: in Jira itself or through our portal.
    std::optional<base::ContactId> author;
    base::SafeHtml html;
    std::string text;
    base::Time created;
    base::Time updated;

    friend bool operator==(const Comment&, const Comment&) = default;
};

}  // namespace connector::model
