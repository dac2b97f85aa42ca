#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace base {

/// A number or text that means one kind of thing and converts to nothing else.
template <typename Tag, typename Value>
class StrongId {
public:
    StrongId() = default;

    explicit StrongId(Value value) : value_(std::move(value)) {}

    [[nodiscard]] const Value& value() const { return value_; }

    friend auto operator<=>(const StrongId&, const StrongId&) = default;
    friend bool operator==(const StrongId&, const StrongId&) = default;

private:
    Value value_{};
};

/// Our own row number of a person we let in.
using ContactId = StrongId<struct ContactIdTag, std::int64_t>;
/// Jira's numeric issue id: stable across moves, unlike the key.
using RequestId = StrongId<struct RequestIdTag, std::int64_t>;
/// "SUP-12". May change when a request moves; never a primary key.
using RequestKey = StrongId<struct RequestKeyTag, std::string>;
/// "SUP"
using ProjectKey = StrongId<struct ProjectKeyTag, std::string>;
/// Jira's numeric comment id.
using CommentId = StrongId<struct CommentIdTag, std::int64_t>;
/// Jira's numeric attachment id; not the UUID by which rich text names a file.
using AttachmentId = StrongId<struct AttachmentIdTag, std::int64_t>;
/// Jira's account id: opaque, up to 128 characters with ':' and '-'.
using AccountId = StrongId<struct AccountIdTag, std::string>;
/// Jira's number of an organization.
using OrganizationId = StrongId<struct OrganizationIdTag, std::int64_t>;
using SessionId = StrongId<struct SessionIdTag, std::int64_t>;
using LinkId = StrongId<struct LinkIdTag, std::int64_t>;
using MailId = StrongId<struct MailIdTag, std::int64_t>;

}  // namespace base

template <typename Tag, typename Value>
struct std::hash<base::StrongId<Tag, Value>> {
    std::size_t operator()(const base::StrongId<Tag, Value>& id) const {
        return std::hash<Value>{}(id.value());
    }
};
