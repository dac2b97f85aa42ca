#pragma once

#include <cstddef>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/site_admin.hpp"
#include "jira/types.hpp"

namespace jira {

/// Part of a list of servicedeskapi. Pages can come short, and how long the list is, nobody says:
/// the next one starts after `rows`, until `is_last`.
template <typename Entry>
struct DirectoryPage {
    std::vector<Entry> entries{};
    std::size_t rows = 0;  ///< on the page, those that make no sense to us included
    bool is_last = false;
};

/// Whom and what a site knows besides requests; no webhook tells of changes to it. `start` counts
/// rows from 0. Thread-safe; every call may wait (base/waiting.hpp). Errors as in jira/client.hpp;
/// Invalid also for a page that is not the one that was asked for.
class Directory {
public:
    virtual ~Directory() = default;

    /// Proves that Jira knows who asks.
    [[nodiscard]] virtual base::Result<User> myself() = 0;
    /// The desk of a project.
    [[nodiscard]] virtual base::Result<Desk> desk_of(const base::ProjectKey& project) = 0;

    /// In the portal's order.
    [[nodiscard]] virtual base::Result<DirectoryPage<RequestType>> request_types(
        const Desk& desk, std::size_t start
    ) = 0;
    [[nodiscard]] virtual base::Result<DirectoryPage<Organization>> organizations(
        const Desk& desk, std::size_t start
    ) = 0;
    [[nodiscard]] virtual base::Result<DirectoryPage<User>> customers(
        const Desk& desk, std::size_t start
    ) = 0;
    [[nodiscard]] virtual base::Result<DirectoryPage<User>> members(
        base::OrganizationId organization, std::size_t start
    ) = 0;
};

}  // namespace jira
