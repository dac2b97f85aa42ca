#include "jira/site_fields.hpp"

#include <nlohmann/json.hpp>

namespace jira {

base::Result<RequestFields> SiteFields::get() {
    {
        const std::scoped_lock lock(mutex_);
        const bool is_fresh = clock_.now() - read_ < kAge;
        if (!known_.types.empty() && is_fresh) return known_;
    }
    const auto answer = caller_.get("GET field", caller_.platform("/field"));
    if (!answer) return base::fail(answer);
    RequestFields found = find_request_fields(*answer);
    if (found.types.empty()) {
        // Not an empty answer: it would read as "none of these is a request any more".
        return base::fail(
            base::ErrorKind::Unavailable,
            "GET field: no request type among the fields; is JSM licensed and the account an agent?"
        );
    }
    const std::scoped_lock lock(mutex_);
    known_ = found;
    read_ = clock_.now();
    return found;
}

Json fields_to_read(const RequestFields& custom) {
    Json fields = {
        "summary",
        "status",
        "created",
        "updated",
        "reporter",
        "creator",
        "description",
        "comment",
        "attachment",
        "project"};
    for (const auto* ids :
         {&custom.types, &custom.participants, &custom.organizations, &custom.slas}) {
        for (const std::string& id : *ids) fields.push_back(id);
    }
    return fields;
}

}  // namespace jira
