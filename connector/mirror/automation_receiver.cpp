#include "connector/mirror/automation_receiver.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "jira/automation.hpp"

namespace connector::mirror {
namespace {

bool is_opened_by(std::span<const base::Secret> keys, std::string_view token) {
    // Hashes of equal length, and every secret is tried: the time tells nothing.
    const base::Bytes32 shown = base::sha256(base::as_bytes(token));
    bool fits = false;
    for (const base::Secret& key : keys) {
        const base::Bytes32 wanted = base::sha256(base::as_bytes(key.reveal()));
        fits = base::equal_constant_time(wanted, shown) || fits;
    }
    return fits;
}

base::Result<jira::AutomationHint> read(const AutomationCall& call) {
    if (!call.raw_body.empty() || !call.issue) return jira::parse_automation(call.raw_body);
    const auto id = base::parse_int(*call.issue);
    if (!id || *id <= 0) {
        return base::fail(base::ErrorKind::Invalid, "automation: ?issue= is no issue id");
    }
    return jira::AutomationHint{.request = base::RequestId(*id)};
}

}  // namespace

AutomationReceiver::AutomationReceiver(Intake& intake, DoorKeys keys, const base::Clock& clock)
    : intake_(intake), keys_(std::move(keys)), clock_(clock) {}

base::Result<void> AutomationReceiver::receive(const AutomationCall& call) {
    if (!call.token || !is_opened_by(keys_of(keys_, call.project), *call.token)) {
        intake_.refuse(call.token ? "wrong secret" : "no secret");
        return base::fail(base::ErrorKind::Unauthorized, "automation: missing or wrong secret");
    }
    const auto told = read(call);
    if (!told) {
        intake_.take(
            {.door = call.project,
             .hint = base::fail(told),
             .hash = base::sha256(base::as_bytes(call.raw_body))}
        );
        return {};
    }
    intake_.take(
        {.door = call.project,
         .hint = std::optional(Intake::Hint{"automation", told->request, told->project}),
         .hash = hash_of(told->request, told->updated)}
    );
    return {};
}

base::Bytes32 AutomationReceiver::hash_of(base::RequestId request, std::string_view updated) const {
    // Without a stamp every call is news.
    const std::string when = updated.empty() ? fmt::format("at {}", base::to_millis(clock_.now()))
                                             : std::string(updated);
    const std::string told = fmt::format("automation\n{}\n{}", request.value(), when);
    return base::sha256(base::as_bytes(told));
}

}  // namespace connector::mirror
