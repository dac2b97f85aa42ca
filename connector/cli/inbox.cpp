#include "connector/store/inbox.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {

using nlohmann::ordered_json;

int inbox_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto deliveries = (*view)->database().read([&](store::Connection& connection) {
        return store::Inbox(connection).list(options.state, options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& delivery : deliveries) {
        const std::string request =
            delivery.request ? std::to_string(delivery.request->value()) : "-";
        const std::string received = base::format_time(delivery.received);
        list.push_back(
            {{"id", delivery.id},
             {"state", delivery.state},
             {"event", delivery.event},
             {"request", request},
             {"delivery", delivery.delivery_id},
             {"received", received},
             {"attempts", delivery.attempts},
             {"error", delivery.error}}
        );
        rows.push_back(
            {std::to_string(delivery.id),
             delivery.state,
             delivery.event,
             request,
             received,
             delivery.error}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table({"ID", "STATE", "EVENT", "ISSUE", "RECEIVED", "ERROR"}, rows, "no deliveries");
    }
    return 0;
}

int inbox_replay(const Common& common, std::int64_t id) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer =
        ask_daemon(*config, "/control/inbox/replay", ordered_json{{"id", id}}.dump());
    if (!answer) return print_error(answer.error());
    fmt::print("delivery {} is due again\n", id);
    return 0;
}

}  // namespace connector::cli
