#include "connector/store/sessions.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {

using nlohmann::ordered_json;

int sessions_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto sessions = (*view)->database().read([&](store::Connection& connection) {
        return store::Sessions(connection).list(base::SystemClock{}.now(), options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& session : sessions) {
        const std::string seen = base::format_time(session.last_seen);
        const std::string assurance(name_of(session.assurance));
        list.push_back(
            {{"id", session.id.value()},
             {"contact", session.contact.value()},
             {"assurance", assurance},
             {"created", base::format_time(session.created)},
             {"last_seen", seen},
             {"made_by", std::string(name_of(session.made_by))},
             {"device", session.device}}
        );
        rows.push_back(
            {std::to_string(session.id.value()),
             std::to_string(session.contact.value()),
             assurance,
             std::string(name_of(session.made_by)),
             seen,
             session.device}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table(
            {"ID", "CONTACT", "ASSURANCE", "BY", "LAST SEEN", "DEVICE"}, rows, "nobody is signed in"
        );
    }
    return 0;
}

int sessions_end(const Common& common, const std::string& contact) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer =
        ask_daemon(*config, "/control/sessions/end", ordered_json{{"contact", contact}}.dump());
    if (!answer) return print_error(answer.error());
    fmt::print("{} sessions ended\n", ordered_json::parse(*answer)["ended"].get<std::int64_t>());
    return 0;
}

int sessions_end_one(const Common& common, std::int64_t id) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer =
        ask_daemon(*config, "/control/sessions/end", ordered_json{{"id", id}}.dump());
    if (!answer) return print_error(answer.error());
    fmt::print("{} sessions ended\n", ordered_json::parse(*answer)["ended"].get<std::int64_t>());
    return 0;
}

}  // namespace connector::cli
