#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "jira/json_text.hpp"
#include "jira/types.hpp"

namespace jira {

/// One entry of an issue's `attachment` field.
struct IssueFile {
    Attachment file;
    base::AccountId author;
    bool is_customers = false;  ///< accountType "customer": somebody who can't write internally
};

/// All files of an issue as the connector's account sees them: internal ones among them, and Jira
/// does not say which. They never leave this room but through file_naming.hpp.
class IssueFiles {
public:
    IssueFiles() = default;
    /// `fields` of an issue. An entry without a readable id, name, author, size or time is as if
    /// it were not there.
    explicit IssueFiles(const Json& fields);

    /// Null when there is none.
    [[nodiscard]] const IssueFile* find(base::AttachmentId id) const;

    /// From now on that name is no proof; see file_naming.hpp.
    void distrust(std::string_view name) { distrusted_.emplace(name); }

    /// Null when there is none of that name, or more than one, or the name is distrusted.
    [[nodiscard]] const IssueFile* only_one_called(std::string_view name) const;

    [[nodiscard]] const std::vector<IssueFile>& all() const { return files_; }

private:
    std::vector<IssueFile> files_;
    std::set<std::string, std::less<>> distrusted_;
};

}  // namespace jira
