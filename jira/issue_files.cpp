#include "jira/issue_files.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "jira/json_fields.hpp"
#include "jira/public_comment.hpp"

namespace jira {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxType = 127;  // RFC 6838 4.2

std::optional<IssueFile> read_file(const Json& entry) {
    const auto id = id_member(entry, "id");
    auto name = line_member(entry, "filename", kMaxName);
    const auto size = count_member(entry, "size");
    const auto text = text_member(entry, "created");
    const auto created = text ? base::parse_time(*text) : std::nullopt;
    const Json* person = member(entry, "author");
    const auto author = person != nullptr ? read_user(*person) : std::nullopt;
    if (!id || !name || !size || !created || !author) return std::nullopt;
    return IssueFile{
        {.id = base::AttachmentId(*id),
         .file_name = *std::move(name),
         .media_type = line_member(entry, "mimeType", kMaxType).value_or(""),
         .size = *size,
         .created = *created},
        author->account_id,
        author->is_customer};
}

}  // namespace

IssueFiles::IssueFiles(const Json& fields) {
    const Json* entries = member(fields, "attachment");
    if (entries == nullptr || !entries->is_array()) return;
    for (const Json& entry : *entries) {
        if (auto file = read_file(entry)) files_.push_back(*std::move(file));
    }
}

const IssueFile* IssueFiles::find(base::AttachmentId id) const {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const IssueFile& each) {
        return each.file.id == id;
    });
    return found == files_.end() ? nullptr : &*found;
}

const IssueFile* IssueFiles::only_one_called(std::string_view name) const {
    if (distrusted_.contains(name)) return nullptr;
    const auto has_name = [&](const IssueFile& each) { return each.file.file_name == name; };
    const auto found = std::find_if(files_.begin(), files_.end(), has_name);
    if (found == files_.end()) return nullptr;
    return std::any_of(std::next(found), files_.end(), has_name) ? nullptr : &*found;
}

}  // namespace jira
