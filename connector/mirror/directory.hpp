#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/worker.hpp"
#include "connector/mirror/list_walk.hpp"
#include "connector/mirror/people.hpp"
#include "connector/store/database.hpp"
#include "jira/directory.hpp"

namespace connector::mirror {

struct DirectorySettings {
    std::vector<base::ProjectKey> projects{};
    base::seconds interval{3600};
};

/// Mirrors what no webhook tells of: of each configured desk its request types, its customers, its
/// organizations, and the members of those. A round goes through all of it at every start and every
/// `interval`, one page a call, five calls a second at most.
///
/// **What is kept.** Customers and members become contacts or are refreshed: whoever was
/// deactivated in Jira loses links and sessions at once, and so does a customer whom no desk lists
/// any more (SR-17). Requests are not touched; who is no longer a member sees less at once (SR-52).
///
/// **What is removed.** Only what a list that was read from its first row to its last no longer
/// has, and only after `myself` has answered then: an anonymous caller's list can be empty with
/// status 200. A page that fails, makes no sense or does not join the one before leaves what is
/// mirrored as it was; the other lists go on. While Jira cannot be asked at all, the round waits.
///
/// Used by one worker thread. `clock` is the machine's: it may be set back, and a round is due
/// then.
class Directory {
public:
    Directory(
        DirectorySettings settings,
        store::Database& database,
        jira::Directory& site,
        People people,
        const base::Clock& clock,
        base::Log& log,
        base::Metrics& metrics
    );

    /// One page at most.
    base::Next work_some();

private:
    enum class Kind { Desk, RequestTypes, Customers, Organizations, Members };

    [[nodiscard]] static std::string_view name_of(Kind kind);

    /// What is left to be read in this round.
    struct List {
        Kind kind = Kind::Desk;
        base::ProjectKey project{};
        jira::Desk desk{};
        base::OrganizationId organization{};
    };

    [[nodiscard]] bool is_due(base::Time now) const;
    void begin(base::Time now);
    [[nodiscard]] base::Result<void> step(const List& list);
    [[nodiscard]] base::Result<void> find_desk(const List& list);
    [[nodiscard]] base::Result<void> step_request_types(const List& list);
    [[nodiscard]] base::Result<void> step_customers(const List& list);
    [[nodiscard]] base::Result<void> step_organizations(const List& list);
    [[nodiscard]] base::Result<void> step_members(const List& list);

    /// Saves a page in one transaction: `save(connection, entry, row)` says under which number the
    /// entry is mirrored, if it is. After the last page, `remove(connection, number)` is called for
    /// those of `mirrored(connection)` that the list no longer has.
    template <typename Entry, typename Save, typename Mirrored, typename Remove>
    [[nodiscard]] base::Result<void> take(
        const base::Result<jira::DirectoryPage<Entry>>& page,
        Save save,
        Mirrored mirrored,
        Remove remove
    );
    template <typename Mirrored, typename Remove>
    [[nodiscard]] base::Result<void> remove_unseen(Mirrored mirrored, Remove remove);

    void next_list();
    void fail(const List& list, const base::Error& error);

    const DirectorySettings settings_;
    store::Database& database_;
    jira::Directory& site_;
    const People people_;
    const base::Clock& clock_;
    base::Log& log_;

    std::deque<List> lists_;  ///< the first one is being read; empty: no round is under way
    ListWalk walk_;
    std::set<base::OrganizationId> found_;  ///< whose members this round reads
    int failed_lists_ = 0;                  ///< in this round
    std::optional<base::Time> begun_;       ///< the last round
    std::optional<base::Time> failed_at_;
    base::seconds pause_{0};  ///< after `failed_at_`

    base::Metrics::Gauge succeeded_;
    base::Metrics::Counter failed_;
    base::Metrics::Counter removed_;
};

}  // namespace connector::mirror
