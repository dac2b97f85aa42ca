#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What is kept about each configured project: since when it is watched, and how far its changes
/// were read.
class Projects {
public:
    /// A place in the order of changes: time, then request.
    struct Cursor {
        base::Time at;
        base::RequestId request;
    };

    struct Progress {
        base::ProjectKey key;
        base::Time watched_since;
        std::optional<Cursor> cursor;  ///< nothing: nothing was read yet
        bool is_read_once = false;     ///< the first read has come to its end
    };

    explicit Projects(Connection& connection) : connection_(connection) {}

    /// Call at every start: the first one counts.
    void watch(const base::ProjectKey& project, base::Time now);
    std::optional<Progress> find(const base::ProjectKey& project);

    /// As if it had never been read. It stays watched since when it was.
    void forget(const base::ProjectKey& project);

    // Call in the transaction that saves what was read (SR-74).

    /// Never goes back.
    void advance(const base::ProjectKey& project, const Cursor& reached);
    /// All changes up to then are saved. This one may go back, after the clock was.
    void complete(const base::ProjectKey& project, base::Time until, base::Time now);

private:
    Connection& connection_;
};

}  // namespace connector::store
