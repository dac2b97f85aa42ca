#pragma once

#include <vector>

#include "base/result.hpp"
#include "connector/store/database.hpp"
#include "jira/client.hpp"
#include "jira/types.hpp"

namespace connector::mirror {

/// Finds out whose words the comments are that our own accounts wrote, before they are projected.
/// Jira shows one of our accounts as the author of every reply; the mark beside the comment tells
/// the contact (jira/reply_poster.hpp). Asked are only the marks of comments that are new here: one
/// call for up to 1,000 of them, none where there are none. Thread-safe.
class Authorship {
public:
    Authorship(store::Database& database, jira::Client& client)
        : database_(database), client_(client) {}

    /// Fills in `is_ours` and `mark`. An error is the call's, and nothing may be projected then:
    /// a contact would be told of their own words as an agent's.
    [[nodiscard]] base::Result<void> settle(std::vector<jira::Request>& requests);
    [[nodiscard]] base::Result<void> settle(jira::SearchPage& page);

private:
    using Comments = std::vector<jira::PublicComment*>;

    [[nodiscard]] base::Result<void> settle(const Comments& comments);
    /// Those of ours that the store has never seen.
    [[nodiscard]] Comments unknown_of_ours(const Comments& comments);

    store::Database& database_;
    jira::Client& client_;
};

}  // namespace connector::mirror
