#include "jira/reply_mark.hpp"

#include <optional>

#include <nlohmann/json.hpp>

#include "jira/json_fields.hpp"

namespace jira {
namespace {

std::optional<ReplyMark> mark_of(const Json& comment) {
    const Json* properties = member(comment, "properties");
    if (properties == nullptr || !properties->is_array()) return std::nullopt;
    for (const Json& property : *properties) {
        if (text_member(property, "key") != kReplyProperty) continue;
        return read_reply_mark(property);
    }
    return std::nullopt;
}

}  // namespace

std::optional<ReplyMark> read_reply_mark(const Json& property) {
    const Json* value = member(property, "value");
    if (value == nullptr) return std::nullopt;
    const auto reply = text_member(*value, "reply");
    const auto contact = text_member(*value, "contact");
    if (!reply || !contact || contact->empty()) return std::nullopt;
    return ReplyMark{std::string(*reply), base::AccountId(std::string(*contact))};
}

Json to_property(const ReplyMark& mark) {
    return {{"reply", mark.reply}, {"contact", mark.contact.value()}};
}

base::Result<std::map<base::CommentId, ReplyMark>> read_reply_marks(const Json& answer) {
    const Json* comments = member(answer, "values");
    if (comments == nullptr || !comments->is_array()) {
        return base::fail(base::ErrorKind::Invalid, "POST comment/list: no comments in the answer");
    }
    std::map<base::CommentId, ReplyMark> marks;
    for (const Json& comment : *comments) {
        const auto id = id_member(comment, "id");
        auto mark = mark_of(comment);
        if (id && mark) marks.emplace(base::CommentId(*id), *std::move(mark));
    }
    return marks;
}

}  // namespace jira
