#include "connector/store/inbox.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/store/requests.hpp"

namespace connector::cli {

using nlohmann::ordered_json;

namespace {

std::string issue_of(const store::Inbox::Row& delivery) {
    return delivery.request ? std::to_string(delivery.request->value()) : "-";
}

ordered_json to_json(const store::Inbox::Row& delivery) {
    return {
        {"id", delivery.id},
        {"state", delivery.state},
        {"event", delivery.event},
        {"request", issue_of(delivery)},
        {"delivery", delivery.delivery_id},
        {"received", base::format_time(delivery.received)},
        {"attempts", delivery.attempts},
        {"error", delivery.error},
    };
}

/// What can be done about it, in a sentence.
std::string advice_for(const store::Inbox::Row& delivery, const std::filesystem::path& config) {
    if (delivery.state != "dead") return {};
    if (!delivery.request) {
        return "It names no request, so there is nothing to read again. See who sends it: "
               "docs/operations.md, \"A change in Jira does not show\".";
    }
    return fmt::format(
        "When the cause is gone: connector inbox replay --config {} {}",
        config.string(),
        delivery.id
    );
}

}  // namespace

int inbox_show(const Common& common, std::int64_t id) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    std::optional<store::Inbox::Row> delivery;
    std::optional<model::Request> request;
    (*view)->database().read([&](store::Connection& connection) {
        delivery = store::Inbox(connection).find(id);
        if (delivery && delivery->request) {
            request = store::Requests(connection).find(*delivery->request);
        }
    });
    if (!delivery) {
        return print_error({base::ErrorKind::NotFound, fmt::format("no delivery {}", id), {}});
    }
    if (common.json) {
        ordered_json shown = to_json(*delivery);
        shown["key"] = request ? request->key.value() : "";
        fmt::print("{}\n", shown.dump(2));
        return 0;
    }
    const auto line = [](std::string_view name, std::string_view value) {
        if (!value.empty()) fmt::print("{:<10} {}\n", name, value);
    };
    line("delivery", fmt::format("{} ({})", id, delivery->state));
    line("event", delivery->event);
    line("issue", issue_of(*delivery));
    line("request", request ? request->key.value() : "not in the mirror");
    line("identifier", delivery->delivery_id);
    line("received", base::format_time(delivery->received));
    line("tries", std::to_string(delivery->attempts));
    line("error", delivery->error);
    if (const std::string advice = advice_for(*delivery, common.config); !advice.empty()) {
        fmt::print("\n{}\n", advice);
    }
    return 0;
}

int inbox_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto deliveries = (*view)->database().read([&](store::Connection& connection) {
        return store::Inbox(connection).list(options.state, options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& delivery : deliveries) {
        list.push_back(to_json(delivery));
        rows.push_back(
            {std::to_string(delivery.id),
             delivery.state,
             delivery.event,
             issue_of(delivery),
             base::format_time(delivery.received),
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
