#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "connector/provision/memory.hpp"
#include "connector/provision/plan.hpp"
#include "connector/provision/settings.hpp"
#include "jira/portal_probe.hpp"
#include "jira/site_admin.hpp"

namespace connector::provision {

/// What became of one step.
struct Deed {
    enum class Outcome {
        Done,       ///< written, read again, and as wanted
        NotNeeded,  ///< somebody had done it by then
        Failed,     ///< see `detail`, which says whether something was written
    };
    PlannedStep planned;
    Outcome outcome = Outcome::Failed;
    std::string detail{};
};

/// Takes the steps of a plan, one after the other. Each is looked at again first: what is right by
/// now is left alone, and what can't be read is not written, so that a failed read never widens
/// access (SR-59). After the write it is read back and compared. Each write is in the audit and in
/// the log, with before and after. No write is repeated: one with an unknown end shows the next
/// time.
class Apply {
public:
    Apply(
        const Settings& settings,
        jira::SiteAdmin& site,
        jira::PortalProbe& probe,
        Memory& memory,
        base::Log& log
    );

    [[nodiscard]] std::vector<Deed> run(const Plan& plan);

private:
    [[nodiscard]] Deed take(const PlannedStep& planned);
    /// The step's finding as it is now.
    [[nodiscard]] base::Result<Finding> look(const PlannedStep& planned, SiteView& view);
    [[nodiscard]] base::Result<SiteView> fresh_view();
    [[nodiscard]] base::Result<void> write(
        const PlannedStep& planned, const Finding& now, SiteView& view
    );
    [[nodiscard]] base::Result<void> open_channel(const base::ProjectKey& project, SiteView& view);
    [[nodiscard]] base::Result<base::AccountId> create_kbot(SiteView& view);
    [[nodiscard]] base::Result<base::AccountId> find_kbot(SiteView& view);
    [[nodiscard]] base::Result<void> add_to_desk(const base::ProjectKey& project, SiteView& view);
    [[nodiscard]] base::Result<void> repair_webhook(std::string_view subject, SiteView& view);
    void record(const PlannedStep& planned, const Finding& before);

    const Settings& settings_;
    jira::SiteAdmin& site_;
    jira::PortalProbe& probe_;
    Memory& memory_;
    base::Log& log_;
};

}  // namespace connector::provision
