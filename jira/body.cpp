#include "jira/body.hpp"

#include <nlohmann/json.hpp>

namespace jira {

Body read_body(
    const Json* document,
    const std::optional<std::string_view>& rendered,
    const IssueFiles& files,
    const Speaker& speaker
) {
    if (document == nullptr) return {};
    if (!document->is_object()) {
        const bool is_readable = document->is_string() || rendered;
        Body body{.text = read_rich_text(document, {}, rendered), .wants_rendering = !is_readable};
        if (!document->is_string() || !rendered) return body;
        for (const IssueFile* each : files_rendered_in(*rendered, files, speaker)) {
            body.attachments.push_back(each->file);
        }
        return body;
    }
    const NamedFiles named = files_named_by(*document, rendered, files, speaker);
    Body body{
        .text = read_rich_text(document, named.shown), .wants_rendering = named.wants_rendering};
    for (const IssueFile* each : named.files) body.attachments.push_back(each->file);
    return body;
}

}  // namespace jira
