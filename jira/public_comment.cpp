#include "jira/public_comment.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "jira/body.hpp"
#include "jira/json_fields.hpp"

namespace jira {
namespace {

bool is_literally(const Json* value, bool expected) {
    return value != nullptr && value->is_boolean() && value->get<bool>() == expected;
}

/// `{"key":"sd.public.comment","value":{"internal":true}}` is how an internal comment is made over
/// the platform API. Usually not part of the answer; where it is, anything but false wins.
bool is_marked_internal(const Json& comment) {
    const Json* properties = member(comment, "properties");
    if (properties == nullptr) return false;
    if (!properties->is_array()) return true;
    for (const Json& property : *properties) {
        if (text_member(property, "key") != "sd.public.comment") continue;
        const Json* value = member(property, "value");
        if (value == nullptr || !is_literally(member(*value, "internal"), false)) return true;
    }
    return false;
}

std::optional<base::Time> time_member(const Json& object, std::string_view name) {
    const auto text = text_member(object, name);
    return text ? base::parse_time(*text) : std::nullopt;
}

}  // namespace

bool is_public(const Json& comment) {
    if (!is_literally(member(comment, "jsdPublic"), true)) return false;
    if (member(comment, "visibility") != nullptr) return false;
    return !is_marked_internal(comment);
}

std::optional<PublicComment> read_public_comment(
    const Json& comment,
    base::Log& log,
    const IssueFiles& files,
    const std::optional<std::string_view>& rendered
) {
    if (!is_public(comment)) return std::nullopt;
    const auto id = id_member(comment, "id");
    const Json* author = member(comment, "author");
    auto user = author != nullptr ? read_user(*author) : std::nullopt;
    const auto created = time_member(comment, "created");
    const auto updated = time_member(comment, "updated");
    if (!id || !user || !created || !updated) {
        log.warning("jira.comment_unreadable", {{"comment", id.value_or(0)}});
        return std::nullopt;
    }
    Body body = read_body(
        member(comment, "body"), rendered, files, {{user->account_id}, user->is_customer}
    );
    return PublicComment{
        .id = base::CommentId(*id),
        .author = *std::move(user),
        .html = std::move(body.text.html),
        .text = std::move(body.text.text),
        .created = *created,
        .updated = *updated,
        .attachments = std::move(body.attachments),
        .wants_rendering = body.wants_rendering};
}

std::optional<User> read_user(const Json& user) {
    constexpr std::size_t kMaxId = 128;
    constexpr std::size_t kMaxName = 255;
    constexpr std::size_t kMaxAddress = 320;
    auto id = text_member(user, "accountId");
    if (!id) id = text_member(user, "key");
    auto name = line_member(user, "displayName", kMaxName);
    if (!id || id->empty() || id->size() > kMaxId || !name) return std::nullopt;
    return User{
        .account_id = base::AccountId(std::string(*id)),
        .display_name = *std::move(name),
        .email = line_member(user, "emailAddress", kMaxAddress),
        .is_active = !is_literally(member(user, "active"), false),
        .is_customer = text_member(user, "accountType") == "customer"};
}

}  // namespace jira
