#include "connector/store/replies.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;

std::string_view state_of(const store::Replies::Reply& reply) {
    if (reply.is_posted) return "posted";
    return reply.is_refused ? "refused" : "waiting";
}

ordered_json to_json(const store::Replies::Reply& reply) {
    return {
        {"id", reply.id},
        {"state", state_of(reply)},
        {"request", reply.request.value()},
        {"contact", reply.contact ? ordered_json(reply.contact->value()) : ordered_json()},
        {"attempts", reply.attempts},
        {"created", base::format_time(reply.created)},
        {"error", reply.error},
    };
}

}  // namespace

int replies_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto replies = (*view)->database().read([&](store::Connection& connection) {
        return store::Replies(connection).list(options.state, options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& reply : replies) {
        list.push_back(to_json(reply));
        rows.push_back(
            {std::to_string(reply.id),
             std::string(state_of(reply)),
             std::to_string(reply.request.value()),
             std::to_string(reply.attempts),
             base::format_time(reply.created),
             reply.error}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table({"ID", "STATE", "ISSUE", "TRIES", "WRITTEN", "LAST ERROR"}, rows, "no replies");
    }
    return 0;
}

int replies_show(const Common& common, std::int64_t id) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto reply = (*view)->database().read([&](store::Connection& connection) {
        return store::Replies(connection).find(id);
    });
    if (!reply) return print_error({base::ErrorKind::NotFound, fmt::format("no reply {}", id), {}});
    if (common.json) {
        ordered_json shown = to_json(*reply);
        shown["text"] = reply->text;
        fmt::print("{}\n", shown.dump(2));
        return 0;
    }
    fmt::print(
        "reply {} to issue {}: {}, {} tries{}{}\n\n{}\n",
        id,
        reply->request.value(),
        state_of(*reply),
        reply->attempts,
        reply->error.empty() ? "" : ", ",
        reply->error,
        reply->text
    );
    return 0;
}

int replies_retry(const Common& common, std::int64_t id) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer =
        ask_daemon(*config, "/control/replies/retry", ordered_json{{"id", id}}.dump());
    if (!answer) return print_error(answer.error());
    fmt::print("reply {} is queued again\n", id);
    return 0;
}

}  // namespace connector::cli
