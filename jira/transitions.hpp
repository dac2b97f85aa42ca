#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"

namespace jira {

/// A step of a request's workflow. Its id is a number, on the wire a text.
struct Transition {
    std::string id;
    std::string name;
};

/// The steps of requests' workflows, as servicedeskapi has them, on Cloud and on Data Center alike
/// (developer.atlassian.com, "Request": transition). Thread-safe; every call may wait. Errors as in
/// jira/client.hpp.
class Transitions {
public:
    virtual ~Transitions() = default;

    /// What our account may do with the request now. That is more than its customers may: nothing
    /// in the answer says which are theirs.
    [[nodiscard]] virtual base::Result<std::vector<Transition>> of(base::RequestId request) = 0;
    /// Rejected: not possible (any more). Unavailable: it may have been done, so look before trying
    /// again (SR-77).
    [[nodiscard]] virtual base::Result<void> perform(
        base::RequestId request, std::string_view transition
    ) = 0;
};

class RestTransitions final : public Transitions {
public:
    /// `patience`: the deadline of each call, waiting in line included.
    RestTransitions(
        RestSettings settings,
        base::HttpTransport& transport,
        base::Clock& clock,
        base::milliseconds patience
    );

    [[nodiscard]] base::Result<std::vector<Transition>> of(base::RequestId request) override;
    [[nodiscard]] base::Result<void> perform(base::RequestId request, std::string_view transition)
        override;

private:
    Caller caller_;
    base::Clock& clock_;
    const base::milliseconds patience_;
};

}  // namespace jira
