#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jira/directory.hpp"
#include "tests/support/fake_jira.hpp"

namespace tests {

/// A site's lists in memory, handed out in pages. One thread.
class FakeDirectory final : public jira::Directory {
public:
    std::vector<jira::RequestType> types{};
    std::vector<jira::User> its_customers{};
    std::vector<jira::Organization> its_organizations{};
    std::map<std::int64_t, std::vector<jira::User>> its_members{};
    std::size_t rows_a_page = 50;
    /// Rows at the end of every list that make no sense.
    std::size_t odd_rows = 0;
    /// It takes us for an anonymous visitor: every list is empty, with status 200.
    bool is_anonymous = false;

    std::vector<std::string> calls{};
    int proofs = 0;
    /// Runs after a call was answered.
    std::function<void(const std::string& call)> after_call{};

    /// From now on, those calls fail that start so: "customers 49".
    void fails(std::string call, base::Error error) {
        failures_.emplace_back(std::move(call), std::move(error));
    }

    void works_again() { failures_.clear(); }

    base::Result<jira::User> myself() override {
        ++proofs;
        if (is_anonymous) return base::fail(base::ErrorKind::Unauthorized, "who are you?");
        return FakeJira::user("connector");
    }

    base::Result<jira::Desk> desk_of(const base::ProjectKey& project) override {
        if (auto error = failure_of("desk " + project.value())) return tl::unexpected(*error);
        return jira::Desk{.id = "1", .project = project};
    }

    base::Result<jira::DirectoryPage<jira::RequestType>> request_types(
        const jira::Desk&, std::size_t start
    ) override {
        return page("types", types, start);
    }

    base::Result<jira::DirectoryPage<jira::Organization>> organizations(
        const jira::Desk&, std::size_t start
    ) override {
        return page("organizations", its_organizations, start);
    }

    base::Result<jira::DirectoryPage<jira::User>> customers(const jira::Desk&, std::size_t start)
        override {
        return page("customers", its_customers, start);
    }

    base::Result<jira::DirectoryPage<jira::User>> members(
        base::OrganizationId organization, std::size_t start
    ) override {
        return page(
            "members " + std::to_string(organization.value()),
            its_members[organization.value()],
            start
        );
    }

private:
    [[nodiscard]] std::optional<base::Error> failure_of(const std::string& call) const {
        for (const auto& [which, error] : failures_) {
            if (call.starts_with(which)) return error;
        }
        return std::nullopt;
    }

    template <typename Entry>
    base::Result<jira::DirectoryPage<Entry>> page(
        const std::string& list, const std::vector<Entry>& all, std::size_t start
    ) {
        const std::string call = list + " " + std::to_string(start);
        calls.push_back(call);
        if (auto error = failure_of(call)) return tl::unexpected(*error);
        jira::DirectoryPage<Entry> page{.is_last = true};
        if (!is_anonymous) {
            const std::size_t first = std::min(start, all.size());
            const std::size_t last = std::min(first + rows_a_page, all.size());
            page.entries.assign(
                all.begin() + static_cast<std::ptrdiff_t>(first),
                all.begin() + static_cast<std::ptrdiff_t>(last)
            );
            page.is_last = last == all.size();
        }
        page.rows = page.entries.size() + (page.is_last ? odd_rows : 0);
        if (after_call) after_call(call);
        return page;
    }

    std::vector<std::pair<std::string, base::Error>> failures_;
};

}  // namespace tests
