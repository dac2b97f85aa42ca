#include "config/read_project.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"
#include "config/net_rules.hpp"
#include "config/read_assistant.hpp"
#include "config/read_brand.hpp"
#include "config/read_sign_in.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

Enforcement enforcement(std::string_view word) {
    if (word == "ensure") return Enforcement::Ensure;
    return word == "ignore" ? Enforcement::Ignore : Enforcement::Verify;
}

MailEvent mail_event(std::string_view word) {
    if (word == "request_created") return MailEvent::RequestCreated;
    if (word == "agent_replied") return MailEvent::AgentReplied;
    return word == "status_changed" ? MailEvent::StatusChanged : MailEvent::RequestResolved;
}

ProjectAccess read_access(const Section& section) {
    ProjectAccess access;
    access.portal = enforcement(section.text("portal").value);
    access.channel = enforcement(section.text("channel").value);
    access.notifications = enforcement(section.text("notifications").value);
    access.anonymous = section.is_on("anonymous");
    access.email = section.is_on("email");
    access.puzzle = section.is_on("puzzle");
    access.new_customers_per_day =
        static_cast<unsigned>(section.count("new_customers_per_day").value);
    return access;
}

Links read_links(const Section& section) {
    Links links;
    links.ttl = section.duration("ttl").value;
    links.requested_ttl = section.duration("requested_ttl").value;
    // There is one way to confirm so far; the key keeps the place of others.
    static_cast<void>(section.text("confirm"));
    return links;
}

Session read_session(const Section& section) {
    const auto idle = section.duration("idle");
    const auto absolute = section.duration("absolute");
    if (idle.is_good && absolute.is_good && idle.value > absolute.value) {
        section.report(
            idle.is_given ? idle.mark : absolute.mark,
            fmt::format(
                "session.idle ({}) must not be longer than session.absolute ({})",
                base::format_duration(idle.value),
                base::format_duration(absolute.value)
            )
        );
    }
    return {idle.value, absolute.value, section.duration("stay").value};
}

ProjectMail read_mail(const Section& section) {
    ProjectMail mail;
    const auto events = section.texts("events");
    for (const auto& event : events.value) {
        const MailEvent value = mail_event(event.value);
        const bool is_known =
            std::find(mail.events.begin(), mail.events.end(), value) != mail.events.end();
        if (event.is_good && is_known) {
            section.report(event.mark, fmt::format("mail.events names {} twice", event.value));
        }
        if (event.is_good && !is_known) mail.events.push_back(value);
    }
    if (!events.is_given) {
        mail.events = {
            MailEvent::RequestCreated,
            MailEvent::AgentReplied,
            MailEvent::StatusChanged,
            MailEvent::RequestResolved};
    }
    auto from = section.text("from");
    if (from.is_given) mail.from = std::move(from.value);
    return mail;
}

AccountRole account_role(std::string_view word) {
    if (word == "manager") return AccountRole::Manager;
    return word == "viewer" ? AccountRole::Viewer : AccountRole::Member;
}

std::map<std::string, AccountRole> read_roles(const Section& section) {
    std::map<std::string, AccountRole> roles;
    for (const auto& [key, role] : section.map("roles")) {
        const auto address = email_rule(key);
        if (!address) {
            section.report(
                role.mark,
                fmt::format("accounts.roles: '{}' {}", shown(key), address.error().message)
            );
            continue;
        }
        const bool is_new =
            roles.emplace(base::to_lower(*address), account_role(role.value)).second;
        if (!is_new) {
            section.report(role.mark, fmt::format("accounts.roles names {} twice", shown(key)));
        }
    }
    return roles;
}

Accounts read_accounts(const Section& section) {
    Accounts accounts;
    accounts.organizations = section.is_on("organizations");
    accounts.default_role = account_role(section.text("default_role").value);
    accounts.roles = read_roles(section);
    for (auto& [key, name] : section.map("domains")) {
        auto domain = canonical_account_domain(key);
        if (!domain) {
            section.report(
                name.mark,
                fmt::format("accounts.domains: '{}' {}", shown(key), domain.error().message)
            );
            continue;
        }
        const auto [other, is_new] = accounts.domains.emplace(*domain, std::move(name.value));
        if (!is_new) {
            section.report(name.mark, fmt::format("accounts.domains names {} twice", other->first));
        }
    }
    return accounts;
}

std::string read_time_zone(const Section& section) {
    const auto name = section.text("time_zone");
    if (name.is_good && base::find_time_zone(name.value) == nullptr) {
        section.report(
            name.mark,
            fmt::format(
                "time_zone: there is no time zone {}, write one as Europe/Berlin", name.value
            )
        );
    }
    return name.value;
}

Password read_password(const Section& section) {
    Password password;
    password.enabled = section.is_on("enabled");
    const auto list = section.path("breached_list");
    if (!list.is_given || !list.is_good) return password;
    password.breached_list = list.value;
    std::error_code error;
    const bool is_file = std::filesystem::is_regular_file(list.value, error);
    if (!is_file || !std::ifstream(list.value).is_open()) {
        section.report(
            list.mark,
            fmt::format("password.breached_list: cannot read the file {}", list.value.string())
        );
    }
    return password;
}

Uploads read_uploads(const Section& section) {
    const auto number = [&](std::string_view key) {
        return static_cast<unsigned>(section.count(key).value);
    };
    return {
        section.is_on("enabled"),
        number("max_megabytes"),
        number("max_files"),
        number("daily_megabytes")};
}

Mark check_portal_place(
    const Section& section, const Setting<std::string>& path, const Setting<std::string>& host
) {
    if (path.is_given && host.is_given) {
        section.report(host.mark, "give either path or host, not both; remove one of them");
    }
    if (section.is_given() && !path.is_given && !host.is_given) {
        section.report(
            section.mark(),
            "path is missing, such as path: /sup; or a host, such as help.acme.example"
        );
    }
    return path.is_given ? path.mark : host.mark;
}

/// Remembers who uses a name, and reports the second one.
class Names {
public:
    Names(std::string_view what, Report& report) : what_(what), report_(report) {}

    void use(const std::string& name, std::size_t file, Mark mark) {
        if (name.empty()) return;
        const auto [first, is_new] = first_.emplace(name, std::pair(file, mark));
        if (is_new) return;
        const auto& [other_file, other] = first->second;
        report_.add(
            file,
            mark,
            fmt::format(
                "{} {} is used already at {}:{}:{}",
                what_,
                name,
                report_.name_of(other_file),
                other.line,
                other.column
            )
        );
    }

private:
    std::string_view what_;
    Report& report_;
    std::map<std::string, std::pair<std::size_t, Mark>> first_{};
};

}  // namespace

PlacedProject read_project(const Section& section) {
    PlacedProject placed;
    placed.file = section.around().file;
    Project& project = placed.project;
    auto key = section.text("key");
    placed.key = key.mark;
    project.key = base::ProjectKey(std::move(key.value));
    project.name = section.text("name").value;
    const auto path = section.text("path");
    const auto host = section.text("host");
    placed.portal = check_portal_place(section, path, host);
    project.path = path.value;
    project.host = host.value;
    project.language = section.text("language").value;
    project.time_zone = read_time_zone(section);
    project.help = section.is_on("help");
    project.assistant = read_assistant(section);
    for (auto& [name, label] : section.map("transitions")) {
        project.transitions.emplace(name, std::move(label.value));
    }
    project.webhook_secrets = section.secrets("webhook_secret");
    project.automation_secrets = section.secrets("automation_secret");
    project.access = read_access(section.section("access"));
    project.links = read_links(section.section("links"));
    project.session = read_session(section.section("session"));
    project.sign_in = read_sign_in(section.sections("sign_in"));
    project.password = read_password(section.section("password"));
    project.passkeys = section.is_on("passkeys");
    project.uploads = read_uploads(section.section("uploads"));
    project.mail = read_mail(section.section("mail"));
    project.accounts = read_accounts(section.section("accounts"));
    project.brand = read_brand(section.section("brand"), project.name);
    for (auto& origin : section.section("embed").texts("origins").value) {
        if (origin.is_good) project.embed_origins.push_back(std::move(origin.value));
    }
    return placed;
}

void refuse_shared_names(const std::vector<PlacedProject>& projects, Report& report) {
    Names keys("the key", report);
    Names paths("the path", report);
    Names hosts("the host", report);
    for (const PlacedProject& placed : projects) {
        keys.use(placed.project.key.value(), placed.file, placed.key);
        paths.use(placed.project.path, placed.file, placed.portal);
        hosts.use(placed.project.host, placed.file, placed.portal);
    }
}

}  // namespace config
