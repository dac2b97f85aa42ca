#include "jira/file_naming.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jira/adf_values.hpp"
#include "jira/json_fields.hpp"
#include "jira/rendered_html.hpp"

namespace jira {
namespace {

constexpr base::seconds kWithTheRequest{60};

/// The media nodes that stand for a file of Jira, in the document's order, and whether an
/// attachment's address is spelled out somewhere.
class Survey {
public:
    explicit Survey(const Json& document) { look(document, 0); }

    std::vector<const Json*> nodes{};
    bool spells_address = false;

private:
    void look(const Json& value, int depth) {
        if (depth > kMaxJsonLevels) return;
        if (value.is_string()) {
            const std::string text = base::to_lower(value.get_ref<const std::string&>());
            spells_address = spells_address || text.find("attachment/") != std::string::npos ||
                             text.find("thumbnail/") != std::string::npos;
            return;
        }
        if (!value.is_structured()) return;
        if (value.is_object() && is_file(value)) nodes.push_back(&value);
        for (const Json& child : value) look(child, depth + 1);
    }

    static bool is_file(const Json& node) {
        const std::string_view type = adf::type_of(node);
        if (type != "media" && type != "mediaInline") return false;
        return adf::attribute(node, "type") != "external";
    }

    /// An answer is not nested deeper: json_text.hpp has pruned it.
    static constexpr int kMaxJsonLevels = static_cast<int>(kPrunedJsonDepth);
};

using Found = std::vector<const IssueFile*>;  ///< one for each node; null: not known

bool is_own(const Speaker& speaker, const IssueFile& file) {
    const auto& mine = speaker.accounts;
    return std::find(mine.begin(), mine.end(), file.author) != mine.end();
}

/// Rule 1a.
Found by_names(const Survey& survey, const IssueFiles& files, const Speaker& speaker) {
    Found found;
    for (const Json* node : survey.nodes) {
        const IssueFile* file = files.only_one_called(adf::attribute(*node, "alt"));
        found.push_back(file != nullptr && is_own(speaker, *file) ? file : nullptr);
    }
    return found;
}

/// Rule 1b.
Found by_rendering(
    const Survey& survey, std::string_view html, const IssueFiles& files, const Speaker& speaker
) {
    Found found(survey.nodes.size(), nullptr);
    if (found.empty() || survey.spells_address) return found;
    const auto ids = attachments_shown_in(html);
    if (!ids || ids->size() != found.size()) return found;
    for (std::size_t at = 0; at < found.size(); ++at) {
        const IssueFile* file = files.find((*ids)[at]);
        const bool may_publish =
            file != nullptr && (!speaker.is_customer || is_own(speaker, *file));
        if (may_publish) found[at] = file;
    }
    return found;
}

void show(NamedFiles& named, const Json* node, const IssueFile* file) {
    const Attachment& what = file->file;
    named.shown[node] = {what.id.value(), what.file_name, claims_to_be_picture(what)};
    if (std::find(named.files.begin(), named.files.end(), file) == named.files.end()) {
        named.files.push_back(file);
    }
}

}  // namespace

void distrust_names_in(const Json& document, IssueFiles& files) {
    for (const Json* node : Survey(document).nodes) files.distrust(adf::attribute(*node, "alt"));
}

NamedFiles files_named_by(
    const Json& document,
    const std::optional<std::string_view>& rendered,
    const IssueFiles& files,
    const Speaker& speaker
) {
    NamedFiles named;
    if (files.all().empty()) return named;
    const Survey survey(document);
    const auto found = rendered ? by_rendering(survey, *rendered, files, speaker)
                                : by_names(survey, files, speaker);
    const bool is_complete = std::find(found.begin(), found.end(), nullptr) == found.end();
    named.wants_rendering = !is_complete && !rendered && !survey.spells_address;
    for (std::size_t at = 0; at < found.size(); ++at) {
        if (found[at] != nullptr) show(named, survey.nodes[at], found[at]);
    }
    return named;
}

std::vector<const IssueFile*> files_rendered_in(
    std::string_view html, const IssueFiles& files, const Speaker& speaker
) {
    std::vector<const IssueFile*> found;
    if (files.all().empty()) return found;
    const auto ids = attachments_shown_in(html);
    if (!ids) return found;
    for (const base::AttachmentId id : *ids) {
        const IssueFile* file = files.find(id);
        const bool is_there = std::find(found.begin(), found.end(), file) != found.end();
        if (file != nullptr && is_own(speaker, *file) && !is_there) found.push_back(file);
    }
    return found;
}

bool came_with_the_request(const IssueFile& file, base::Time request_created) {
    const auto apart = file.file.created - request_created;
    return file.is_customers && apart <= kWithTheRequest && -apart <= kWithTheRequest;
}

bool claims_to_be_picture(const Attachment& file) {
    static constexpr std::array<std::string_view, 4> kPictures{
        "image/png", "image/jpeg", "image/gif", "image/webp"};
    const std::string type = base::to_lower(file.media_type);
    return std::find(kPictures.begin(), kPictures.end(), type) != kPictures.end();
}

}  // namespace jira
