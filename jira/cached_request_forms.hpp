#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "jira/request_form.hpp"

namespace jira {

/// Remembers forms, so that showing one and taking its answers are one call. Held in memory only:
/// `kMaxForms` of some KiB each, fresh for `kFresh`; the oldest goes first. While Jira cannot
/// answer, one that is older serves, up to `kStale`: what was typed meanwhile is worth more than a
/// field that changed today, and Jira has the last word on it anyway. Whoever asks twice at once
/// makes two calls; that is rare and harmless.
class CachedRequestForms final : public RequestForms {
public:
    static constexpr base::seconds kFresh{300};
    static constexpr base::seconds kStale{86'400};
    static constexpr std::size_t kMaxForms = 256;

    CachedRequestForms(RequestForms& forms, base::Clock& clock) : forms_(forms), clock_(clock) {}

    [[nodiscard]] base::Result<RequestForm> form_of(
        const base::ProjectKey& project, std::int64_t type
    ) override;

private:
    using Key = std::pair<base::ProjectKey, std::int64_t>;

    struct Kept {
        RequestForm form;
        base::Time read;
    };

    [[nodiscard]] std::optional<RequestForm> kept(const Key& key, base::seconds age);
    void keep(const Key& key, const RequestForm& form);

    RequestForms& forms_;
    base::Clock& clock_;
    std::mutex mutex_;
    std::map<Key, Kept> kept_;  ///< guarded by mutex_
};

}  // namespace jira
