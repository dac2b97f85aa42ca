#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/directory.hpp"

namespace jira {

/// The id of a project's service desk, asked for once: on a site with hundreds of desks the answer
/// is slow. Thread-safe; waits. Errors as Directory::desk_of has them; they are not remembered.
class DeskIds {
public:
    explicit DeskIds(Directory& directory) : directory_(directory) {}

    [[nodiscard]] base::Result<std::string> of(const base::ProjectKey& project);

private:
    Directory& directory_;
    std::mutex mutex_;
    std::map<base::ProjectKey, std::string> known_;  ///< guarded by mutex_
};

}  // namespace jira
