#include "jira/cached_request_forms.hpp"

#include <algorithm>

namespace jira {
namespace {

/// Jira has not said no: it is away, busy, or our credential is being changed.
bool is_passing(base::ErrorKind kind) {
    return kind == base::ErrorKind::Unavailable || kind == base::ErrorKind::Limited ||
           kind == base::ErrorKind::Unauthorized || kind == base::ErrorKind::Invalid;
}

}  // namespace

base::Result<RequestForm> CachedRequestForms::form_of(
    const base::ProjectKey& project, std::int64_t type
) {
    const Key key{project, type};
    if (auto fresh = kept(key, kFresh)) return *std::move(fresh);
    auto read = forms_.form_of(project, type);
    if (read) {
        keep(key, *read);
        return read;
    }
    if (!is_passing(read.error().kind)) return read;
    if (auto stale = kept(key, kStale)) return *std::move(stale);
    return read;
}

std::optional<RequestForm> CachedRequestForms::kept(const Key& key, base::seconds age) {
    const std::scoped_lock lock(mutex_);
    const auto known = kept_.find(key);
    if (known == kept_.end() || clock_.now() >= known->second.read + age) return std::nullopt;
    return known->second.form;
}

void CachedRequestForms::keep(const Key& key, const RequestForm& form) {
    const std::scoped_lock lock(mutex_);
    if (kept_.size() >= kMaxForms && !kept_.contains(key)) {
        kept_.erase(std::min_element(
            kept_.begin(),
            kept_.end(),
            [](const auto& left, const auto& right) { return left.second.read < right.second.read; }
        ));
    }
    kept_[key] = {form, clock_.now()};
}

}  // namespace jira
