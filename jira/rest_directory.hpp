#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "jira/caller.hpp"
#include "jira/directory.hpp"

namespace jira {

/// Directory over JSM's part of Jira Cloud's REST API: one call a page. The list of a desk's
/// customers is an experimental call and is asked for as such.
class RestDirectory : public Directory {
public:
    static constexpr int kPage = 50;  ///< the usual cap of servicedeskapi

    RestDirectory(RestSettings settings, base::HttpTransport& transport, base::Clock& clock);

    [[nodiscard]] base::Result<User> myself() override;
    [[nodiscard]] base::Result<Desk> desk_of(const base::ProjectKey& project) override;
    [[nodiscard]] base::Result<DirectoryPage<RequestType>> request_types(
        const Desk& desk, std::size_t start
    ) override;
    [[nodiscard]] base::Result<DirectoryPage<Organization>> organizations(
        const Desk& desk, std::size_t start
    ) override;
    [[nodiscard]] base::Result<DirectoryPage<User>> customers(const Desk& desk, std::size_t start)
        override;
    [[nodiscard]] base::Result<DirectoryPage<User>> members(
        base::OrganizationId organization, std::size_t start
    ) override;

protected:
    Caller caller_;

private:
    template <typename Read>
    auto page(std::string_view call, const std::string& path, std::size_t start, Read read);
};

}  // namespace jira
