#pragma once

#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/enclosure.hpp"
#include "jira/types.hpp"

namespace jira {

/// Posts what a contact wrote as a comment. Jira knows no comment on somebody's behalf: its author
/// is the account whose credential is used, and the mark beside it tells whose words they are.
/// Thread-safe; every call may wait.
class ReplyPoster {
public:
    virtual ~ReplyPoster() = default;

    /// In whose name it posts. Errors as client.hpp's.
    [[nodiscard]] virtual base::Result<base::AccountId> account() = 0;

    /// One comment that is explicitly public (SR-54). `text` is plain; nothing in it becomes
    /// markup. Unavailable: the comment may exist, so look before posting again (SR-77).
    [[nodiscard]] virtual base::Result<base::CommentId> post(
        base::RequestId request, std::string_view text, const ReplyMark& mark
    ) = 0;

    /// The same with files, which belong to `project`'s desk. The mark is a second call here: where
    /// the answer is lost, the comment has none.
    [[nodiscard]] virtual base::Result<base::CommentId> post_with_files(
        const base::ProjectKey& project,
        base::RequestId request,
        std::string_view text,
        const ReplyMark& mark,
        const Enclosure& enclosure
    ) = 0;
};

}  // namespace jira
