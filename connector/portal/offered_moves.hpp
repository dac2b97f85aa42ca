#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connector/model/request.hpp"
#include "connector/model/transition.hpp"
#include "connector/portal/settings.hpp"

namespace connector::portal {

/// Which steps a request's customers can take now: those of the project's list
/// (`projects[].transitions`) that Jira offers for it. Jira tells what our account may do, which is
/// more than a customer may, so what is not on the list is never shown nor done. Asked of Jira once
/// for each change of a request and kept in memory for `kFresh`; that it was away is kept for
/// `kAway`, so that its pages do not wait again and again. Whether a visitor may move a request at
/// all is policy's. Thread-safe; waits for Jira as long as `ask` does.
class OfferedMoves {
public:
    using Ask = std::function<base::Result<std::vector<model::Transition>>(base::RequestId)>;
    using Moves = std::vector<model::Transition>;  ///< by Jira's ids and the project's words

    static constexpr base::seconds kFresh{300};
    static constexpr base::seconds kAway{30};
    static constexpr std::size_t kMostRequests = 1024;

    OfferedMoves(Ask ask, const base::Clock& clock) : ask_(std::move(ask)), clock_(clock) {}

    /// In the order of the project's words.
    [[nodiscard]] base::Result<Moves> of(
        const PortalProject& project, const model::Request& request
    );

private:
    struct Kept {
        std::int64_t revision = 0;
        base::Time until;
        base::Result<Moves> transitions;  ///< all that Jira offers
    };

    [[nodiscard]] base::Result<Moves> all_of(const model::Request& request);

    const Ask ask_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::map<base::RequestId, Kept> kept_;  ///< guarded by mutex_
};

}  // namespace connector::portal
