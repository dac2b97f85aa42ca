#include "connector/model/mail.hpp"

#include <array>
#include <utility>

namespace connector::model {
namespace {

constexpr std::array<std::pair<MailKind, std::string_view>, 5> kKinds{{
    {MailKind::LinkRequested, "link"},
    {MailKind::RequestCreated, "request_created"},
    {MailKind::AgentReplied, "agent_replied"},
    {MailKind::StatusChanged, "status_changed"},
    {MailKind::RequestResolved, "request_resolved"},
}};

constexpr std::array<std::pair<MailState, std::string_view>, 6> kStates{{
    {MailState::Queued, "queued"},
    {MailState::Sending, "sending"},
    {MailState::Sent, "sent"},
    {MailState::Deferred, "deferred"},
    {MailState::Bounced, "bounced"},
    {MailState::Abandoned, "abandoned"},
}};

template <typename Table, typename Key>
std::string_view name_in(const Table& table, Key key) {
    for (const auto& [value, name] : table) {
        if (value == key) return name;
    }
    return "?";
}

template <typename Enum, std::size_t N>
std::optional<Enum> value_in(
    const std::array<std::pair<Enum, std::string_view>, N>& table, std::string_view wanted
) {
    for (const auto& [value, name] : table) {
        if (name == wanted) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string_view name_of(MailKind kind) {
    return name_in(kKinds, kind);
}

std::optional<MailKind> mail_kind_of(std::string_view name) {
    return value_in(kKinds, name);
}

std::string_view name_of(MailState state) {
    return name_in(kStates, state);
}

std::optional<MailState> mail_state_of(std::string_view name) {
    return value_in(kStates, name);
}

}  // namespace connector::model
