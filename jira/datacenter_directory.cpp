#include "jira/datacenter_directory.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/admin_shapes.hpp"
#include "jira/json_fields.hpp"

namespace jira {

base::Result<Desk> DatacenterDirectory::desk_of(const base::ProjectKey& project) {
    constexpr std::string_view kCall = "GET servicedesk";
    constexpr std::size_t kMostDesks = 10'000;
    for (std::size_t start = 0; start < kMostDesks;) {
        const auto page = caller_.get(
            kCall, fmt::format("/rest/servicedeskapi/servicedesk?start={}&limit={}", start, kPage)
        );
        if (!page) return base::fail(page);
        const Json* values = member(*page, "values");
        const Json* is_last = member(*page, "isLastPage");
        if (values == nullptr || !values->is_array() || is_last == nullptr) {
            return base::fail(
                base::ErrorKind::Invalid, fmt::format("{}: no page in the answer", kCall)
            );
        }
        for (const Json& value : *values) {
            auto desk = read_desk(value);
            if (desk && desk->project == project) return *std::move(desk);
        }
        if (values->empty() || *is_last == true) break;
        start += values->size();
    }
    return base::fail(
        base::ErrorKind::NotFound, fmt::format("{}: no desk of {}", kCall, project.value())
    );
}

}  // namespace jira
