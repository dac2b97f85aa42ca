#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Which requests changed in what order: what live pages live on. Noted by the repositories that
/// change what a request's page shows, in their caller's transaction. Of a request only its latest
/// change is kept, so there is nothing to purge, and a reader who was away for a month is told each
/// request once.
class Changes {
public:
    /// How far it has come. Comparing it costs next to nothing.
    struct Heads {
        std::int64_t changes = 0;  ///< the latest change's number; the first one is 1
        std::int64_t endings = 0;  ///< rises when a session or a guest's browser ends

        friend bool operator==(const Heads&, const Heads&) = default;
    };

    struct Change {
        std::int64_t number = 0;
        base::RequestId request;
    };

    explicit Changes(Connection& connection) : connection_(connection) {}

    /// Its page shows something else now. The request is in the mirror.
    void note(base::RequestId request);
    /// Somebody is not signed in any more.
    void note_ending();

    [[nodiscard]] Heads heads();
    /// Those after `number`, rising.
    [[nodiscard]] std::vector<Change> after(std::int64_t number, int limit);

private:
    Connection& connection_;
};

}  // namespace connector::store
