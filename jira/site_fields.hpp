#pragma once

#include <mutex>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"
#include "jira/json_text.hpp"
#include "jira/request_fields.hpp"

namespace jira {

/// The site's custom fields (request_fields.hpp), asked for once an hour: GET field. Thread-safe.
class SiteFields {
public:
    static constexpr base::seconds kAge{3600};

    /// The caller outlives it.
    SiteFields(Caller& caller, base::Clock& clock) : caller_(caller), clock_(clock) {}

    /// Unavailable, also: no field holds the request type.
    [[nodiscard]] base::Result<RequestFields> get();

private:
    Caller& caller_;
    base::Clock& clock_;

    std::mutex mutex_;
    // Guarded by mutex_, which is never held across a call.
    RequestFields known_;
    base::Time read_;
};

/// The names of all that issue_reader.hpp wants to see.
[[nodiscard]] Json fields_to_read(const RequestFields& custom);

}  // namespace jira
