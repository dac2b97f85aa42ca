#pragma once

#include <optional>
#include <vector>

#include "connector/model/request.hpp"
#include "connector/store/database.hpp"

namespace connector::mirror {

/// What a read of a request told that its mirror did not have.
struct Changes {
    /// As it was; none: it was not mirrored, or nobody could see it.
    std::optional<model::Request> before{};
    /// Public comments that are new or were edited, without those that are too old to be told of.
    std::vector<model::Comment> said{};
};

/// Marks the request unread in the lists of those to whom something of it is new: its status,
/// summary or description, or words of somebody else. Who alone has said something has changed the
/// status as well, as far as one read can tell: a rule in Jira that reopens what is answered. A
/// request that comes here for the first time is no news by itself.
void note_news(store::Connection& connection, const model::Request& after, const Changes& changes);

}  // namespace connector::mirror
