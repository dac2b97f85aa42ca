#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "connector/store/database.hpp"
#include "connector/store/intakes.hpp"
#include "jira/request_raiser.hpp"

namespace connector::mirror {

/// Carries to Jira what people raise in the portal: each was committed before the page said
/// "sending", and is tried until Jira has it or says no.
///
/// Jira takes no idempotency key. Once a call went out whose end is unknown, it is looked for
/// before it is sent again, so that nothing is raised twice (SR-77): a request of the same reporter
/// in the project, made since, with the same summary and (where one was written) description, that
/// no other intake has become. As Jira's search lags, it waits half a minute before it looks.
///
/// What was raised is read like any other change, by a hint in the inbox. Used by one worker
/// thread.
class Raising {
public:
    struct Hooks {
        std::function<void()> on_hint;  ///< rings for the reader
        /// In the transaction that settles an intake.
        std::function<void(store::Connection&, const store::Intakes::Intake&, base::RequestId)>
            on_raised{};
    };

    Raising(
        store::Database& database,
        jira::RequestRaiser& raiser,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics,
        Hooks hooks
    );

    /// One intake. True when there may be more to do at once.
    bool raise_one();

private:
    using Claimed = store::Intakes::Claimed;
    using Intake = store::Intakes::Intake;
    using Raised = store::Intakes::Raised;

    /// Nothing: nobody knows (yet) in whose name.
    [[nodiscard]] std::optional<base::AccountId> reporter_of(const Intake& intake);
    /// True when the search would show by now what an earlier attempt made; else it waits.
    [[nodiscard]] bool may_look(const Claimed& claimed);
    /// What an earlier attempt made after all.
    [[nodiscard]] base::Result<std::optional<Raised>> find_made(
        const Intake& intake, const base::AccountId& reporter
    );
    void post(const Claimed& claimed, const base::AccountId& reporter);
    void unmark(const Claimed& claimed);
    void settle(const Claimed& claimed, const Raised& raised);
    void refuse(const Claimed& claimed, const jira::RaiseRefusal& refusal);
    void give_way(const Claimed& claimed, const base::Error& error);

    store::Database& database_;
    jira::RequestRaiser& raiser_;
    const base::Clock& clock_;
    base::Log& log_;
    const Hooks hooks_;
    base::Metrics::Counter raised_;
    base::Metrics::Counter found_;
    base::Metrics::Counter refused_;
    base::Metrics::Counter failed_;
};

/// Whether Jira's rendering of a text may be what was typed: letters, digits and whatever is not
/// ASCII are compared, since Jira changes blanks, quotes and dashes.
[[nodiscard]] bool says_the_same(std::string_view rendered_html, std::string_view typed);

}  // namespace connector::mirror
