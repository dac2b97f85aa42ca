#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

/// Provisioning in three words: a *check* looks at the site and comes to findings; the *plan* is
/// the steps that findings carry; *apply* takes them, each after looking again.
namespace connector::provision {

enum class State {
    Ok,
    Wrong,    ///< differs; `connector provision` mends it if there is a step, else the remedy tells
    ByHand,   ///< differs, and only an administrator can mend it, in Jira's own pages
    Unknown,  ///< could not be read: never a reason to write
};

/// "ok", "wrong", "by hand", "unknown"
[[nodiscard]] std::string_view name_of(State state);

enum class StepKind {
    OpenChannel,
    CreateKbotUser,
    RememberKbotUser,  ///< it is on the site, and we had not known; written to our store only
    AddKbotToDesk,
    RegisterWebhook,
    RepairWebhook,
};

struct Difference {
    std::string what;
    std::string before;
    std::string after;
};

struct Step {
    StepKind kind = StepKind::OpenChannel;
    std::vector<Difference> differences;
};

/// Where in Jira's pages something is set.
struct Place {
    std::string menu;  ///< "Project settings > ..."
    std::string link;  ///< empty where none is known
};

struct Finding {
    std::string check;    ///< a name of `checks()`
    std::string subject;  ///< a project's key, or empty: the site
    State state = State::Unknown;
    std::string evidence;  ///< what was seen; for the operator, without secrets and addresses
    std::string remedy{};  ///< what to do; empty when nothing is to be done
    std::string link{};    ///< where; may be empty
    std::optional<Step> step{};
};

using Findings = std::vector<Finding>;

class SiteView;

struct Check {
    std::string_view name;  ///< also a metric's label: "channel_access"
    Findings (*run)(SiteView& view);
};

/// All of them, in the order in which they are shown and mended.
[[nodiscard]] std::span<const Check> checks();
/// All findings of a round. While the account is refused nothing else is asked: repeated failures
/// would lock it behind a CAPTCHA.
[[nodiscard]] Findings run_checks(SiteView& view);

[[nodiscard]] bool is_all_ok(const Findings& findings);

// For the checks themselves.
[[nodiscard]] Finding ok(std::string_view check, std::string subject, std::string evidence);
/// Of the whole site, and not for `connector provision` to mend.
[[nodiscard]] Finding wrong(std::string_view check, std::string evidence, std::string remedy);
[[nodiscard]] Finding unknown(
    std::string_view check, std::string subject, const base::Error& error
);
[[nodiscard]] Finding by_hand(
    std::string_view check, std::string subject, std::string evidence, Place place
);

// One function a check; each file holds a family.
[[nodiscard]] Findings check_account(SiteView& view);
[[nodiscard]] Findings check_permissions(SiteView& view);
[[nodiscard]] Findings check_fields(SiteView& view);
[[nodiscard]] Findings check_help_center(SiteView& view);
[[nodiscard]] Findings check_portal_access(SiteView& view);
[[nodiscard]] Findings check_channel_access(SiteView& view);
[[nodiscard]] Findings check_kbot_user(SiteView& view);
[[nodiscard]] Findings check_kbot_membership(SiteView& view);
[[nodiscard]] Findings check_webhook(SiteView& view);
[[nodiscard]] Findings check_notifications(SiteView& view);

}  // namespace connector::provision
