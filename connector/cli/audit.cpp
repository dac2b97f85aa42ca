#include "connector/store/audit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {
namespace {

template <typename Id>
std::string text_of(const std::optional<Id>& id) {
    return id ? std::to_string(id->value()) : "-";
}

}  // namespace

using nlohmann::ordered_json;

int audit_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto entries = (*view)->database().read([&](store::Connection& connection) {
        return store::Audit(connection).list(options.state, options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& [id, at, entry] : entries) {
        const std::string when = base::format_time(at);
        list.push_back(
            {{"id", id},
             {"at", when},
             {"event", entry.event},
             {"contact", text_of(entry.contact)},
             {"request", text_of(entry.request)},
             {"client", entry.client},
             {"detail", entry.detail}}
        );
        rows.push_back(
            {when,
             entry.event,
             text_of(entry.contact),
             text_of(entry.request),
             entry.client,
             entry.detail}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table({"AT", "EVENT", "CONTACT", "ISSUE", "CLIENT", "DETAIL"}, rows, "nothing yet");
    }
    return 0;
}

}  // namespace connector::cli
