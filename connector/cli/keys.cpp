#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/crypto.hpp"
#include "base/system_clock.hpp"
#include "base/time.hpp"
#include "connector/access/key_files.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/key_uses.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {
namespace {

using base::ErrorKind;
using nlohmann::ordered_json;

constexpr std::string_view kReload =
    "Make the running daemon use it: systemctl reload jsm-connector (or send it SIGHUP).";

struct Keys {
    std::vector<access::KeyFile> files;
    access::KeyId current{};
};

base::Result<Keys> look_at(const std::filesystem::path& directory) {
    try {
        auto files = access::read_keys(directory);
        if (!files) return base::fail(files);
        if (files->empty())
            return base::fail(ErrorKind::NotFound, "no key in " + directory.string());
        const auto current = access::read_current_key(directory, *files);
        if (!current) return base::fail(current);
        return Keys{*std::move(files), *current};
    } catch (const std::filesystem::filesystem_error& failure) {
        return base::fail(ErrorKind::Unavailable, failure.what());
    }
}

ordered_json as_json(const KeyUses& uses) {
    return {
        {"open_links", uses.links},
        {"sessions", uses.sessions},
        {"guests", uses.guests},
        {"reference_codes", uses.reference_codes},
        {"passwords", uses.passwords},
        {"seals_the_oauth_grant", uses.seals_grant}};
}

/// Why this key must stay for now; empty when it may go.
std::string reason_to_stay(const config::Config& config, const KeyUses& uses) {
    if (!uses.is_none()) return fmt::format("in use: with it would die {}", uses.in_words());
    const auto answer = ask_daemon(config, "/control/ping", "{}");
    const bool has_reloaded = answer || answer.error().kind == ErrorKind::Unavailable;
    if (has_reloaded) return "";
    return fmt::format(
        "the running daemon does not know the current key yet ({}): reload it first",
        answer.error().message
    );
}

}  // namespace

int keys_list(const Common& common) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto keys = look_at(config->keys_directory);
    if (!keys) return print_error(keys.error());
    const auto uses = uses_of_keys(*config);
    if (!uses) return print_error(uses.error());
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const access::KeyFile& file : keys->files) {
        const std::string id = access::to_text(file.id);
        const KeyUses& of = uses->of(file.id);
        const bool is_current = file.id == keys->current;
        ordered_json entry{{"id", id}, {"current", is_current}};
        entry["changed"] = base::format_time(file.changed);
        entry.update(as_json(of));
        list.push_back(std::move(entry));
        rows.push_back(
            {id,
             is_current ? "current" : "accepted",
             base::format_time(file.changed),
             std::to_string(of.links),
             std::to_string(of.sessions),
             std::to_string(of.passwords),
             of.seals_grant ? "yes" : ""}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table(
            {"ID", "STATE", "SINCE", "OPEN LINKS", "SESSIONS", "PASSWORDS", "OAUTH GRANT"}, rows, ""
        );
    }
    return 0;
}

int keys_rotate(const Common& common) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    // Whatever is wrong with the keys that are there is not made worse by one more.
    const auto keys = look_at(config->keys_directory);
    if (!keys) return print_error(keys.error());
    base::SodiumRandom random;
    const auto id = access::add_key(config->keys_directory, random);
    if (!id) return print_error(id.error());
    if (const auto done = access::make_current(config->keys_directory, *id); !done)
        return print_error(done.error());
    const std::string before = access::to_text(keys->current);
    if (common.json) {
        fmt::print(
            "{}\n", ordered_json{{"current", access::to_text(*id)}, {"before", before}}.dump(2)
        );
        return 0;
    }
    fmt::print(
        "{} is the current key now; what {} made stays good.\n{}\n"
        "Later: connector keys retire --config {} {}\n",
        access::to_text(*id),
        before,
        kReload,
        common.config.string(),
        before
    );
    return 0;
}

int keys_retire(const Common& common, const std::string& wanted, bool is_forced) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto keys = look_at(config->keys_directory);
    if (!keys) return print_error(keys.error());
    const auto id = access::parse_key_id(wanted);
    if (!id) return print_error(id.error());
    const bool is_there = std::any_of(
        keys->files.begin(), keys->files.end(), [&](const auto& file) { return file.id == *id; }
    );
    if (!is_there) return print_error({ErrorKind::NotFound, "no key has the id " + wanted, {}});
    if (*id == keys->current) {
        return print_error(
            {ErrorKind::Conflict, wanted + " is the current key: rotate first, then reload", {}}
        );
    }
    const auto all = uses_of_keys(*config);
    if (!all) return print_error(all.error());
    const KeyUses& uses = all->of(*id);
    const std::string reason = is_forced ? "" : reason_to_stay(*config, uses);
    if (!reason.empty()) {
        return print_error({ErrorKind::Conflict, wanted + " stays, " + reason + " (--force)", {}});
    }
    if (const auto done = access::retire_key(config->keys_directory, *id); !done)
        return print_error(done.error());
    if (common.json) {
        fmt::print("{}\n", ordered_json{{"retired", wanted}, {"died", as_json(uses)}}.dump(2));
    } else {
        fmt::print("{} is retired; with it died: {}.\n{}\n", wanted, uses.in_words(), kReload);
    }
    return 0;
}

}  // namespace connector::cli
