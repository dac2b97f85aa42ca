#include <iostream>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/links.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;

std::string body_of(const LinkOptions& options) {
    return ordered_json{
        {"request", options.request}, {"contact", options.contact}, {"all", options.all}}
        .dump();
}

std::string state_of(const model::Link& link, base::Time now) {
    if (link.is_used) return "used";
    if (link.is_void) return "revoked";
    return link.is_open(now) ? "open" : "expired";
}

/// Asks at the terminal; anything but a yes is a no, and so is nobody there to answer.
bool is_confirmed(const char* question) {
    fmt::print(stderr, "{} [y/N] ", question);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "yes";
}

}  // namespace

int link_issue(const Common& common, const LinkOptions& options) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer = ask_daemon(*config, "/control/links/issue", body_of(options));
    if (!answer) return print_error(answer.error());
    if (common.json) {
        fmt::print("{}\n", *answer);
        return 0;
    }
    const auto issued = ordered_json::parse(*answer);
    fmt::print(
        "{}\nWorks once, for {}.\n",
        issued["url"].get<std::string>(),
        base::format_duration(base::seconds{issued["lifetime_seconds"].get<std::int64_t>()})
    );
    return 0;
}

int link_revoke(const Common& common, const LinkOptions& options) {
    if (options.all && !options.is_sure &&
        !is_confirmed("Every open link of everybody will be void. Go on?")) {
        fmt::print(stderr, "nothing was revoked\n");
        return 1;
    }
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer = ask_daemon(*config, "/control/links/revoke", body_of(options));
    if (!answer) return print_error(answer.error());
    if (common.json) {
        fmt::print("{}\n", *answer);
    } else {
        fmt::print(
            "{} open links revoked\n", ordered_json::parse(*answer)["revoked"].get<std::int64_t>()
        );
    }
    return 0;
}

int link_show(const Common& common, const LinkOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto address = model::normalize_address(options.contact);
    if (!address) return print_error(address.error());
    const base::Time now = base::SystemClock{}.now();
    const auto links = (*view)->database().read([&](store::Connection& connection) {
        const auto contact = store::Contacts(connection).find_by_address(*address);
        return contact ? store::Links(connection).list_of(contact->id, 50)
                       : std::vector<model::Link>{};
    });
    std::vector<std::vector<std::string>> rows;
    ordered_json list = ordered_json::array();
    for (const model::Link& link : links) {
        const std::string id = std::to_string(link.id.value());
        const std::string purpose(name_of(link.purpose));
        rows.push_back({id, purpose, state_of(link, now), base::format_time(link.expires)});
        list.push_back(
            {{"id", link.id.value()},
             {"purpose", purpose},
             {"state", state_of(link, now)},
             {"expires", base::format_time(link.expires)}}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table({"ID", "PURPOSE", "STATE", "EXPIRES"}, rows, "no links");
    }
    return 0;
}

}  // namespace connector::cli
