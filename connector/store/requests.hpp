#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "connector/model/request.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The mirror of requests and their public comments. Withdrawn requests (gone from Jira, or out of
/// our sight there) are invisible to every query.
class Requests {
public:
    /// How fresh the mirror of a request is.
    struct Stamp {
        base::Time updated;
        bool is_withdrawn = false;
    };

    explicit Requests(Connection& connection) : connection_(connection) {}

    /// Inserts or replaces, with its participants and its place in people's lists, whatever is
    /// there: the projection has compared stamps before.
    void save(const model::Request& request);
    /// What was mirrored, withdrawn or not.
    std::optional<model::Request> find_any(base::RequestId id);
    std::optional<Stamp> stamp_of(base::RequestId id);
    std::optional<model::Request> find(base::RequestId id);
    std::optional<model::Request> find_by_key(const base::RequestKey& key);
    /// Nobody sees it any more. False when it was not visible.
    bool withdraw(base::RequestId id, base::Time now);
    /// The ids of a project's visible requests after one and up to another, rising.
    std::vector<base::RequestId> ids_between(
        const base::ProjectKey& project, base::RequestId after, base::RequestId last, int limit
    );
    /// How many were withdrawn since then.
    std::int64_t count_withdrawn(base::Time since);
    /// Forgets up to `limit` requests that were withdrawn before `before`, with their comments and
    /// replies. One that a link or a mail still names waits until that is forgotten.
    std::int64_t purge(base::Time before, int limit);

private:
    std::optional<model::Request> with_participants(std::optional<model::Request> request);

    Connection& connection_;
};

class Comments {
public:
    explicit Comments(Connection& connection) : connection_(connection) {}

    void save(const model::Comment& comment);
    std::optional<model::Comment> find(base::CommentId id);
    /// Oldest first.
    std::vector<model::Comment> of_request(base::RequestId request);
    void remove(base::CommentId id);
    void remove_all_of(base::RequestId request);

private:
    Connection& connection_;
};

}  // namespace connector::store
