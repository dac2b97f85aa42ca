#include "connector/store/outbox.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;

std::string due_of(const model::Mail& mail) {
    return mail.due ? base::format_time(*mail.due) : "-";
}

ordered_json to_json(const model::Mail& mail) {
    ordered_json row{
        {"id", mail.id.value()},
        {"kind", model::name_of(mail.kind)},
        {"state", model::name_of(mail.state)},
        {"contact", mail.contact.value()},
        {"attempts", mail.attempts},
        {"created", base::format_time(mail.created)},
        {"error", mail.last_error},
    };
    if (mail.due) row["due"] = base::format_time(*mail.due);
    return row;
}

}  // namespace

int outbox_list(const Common& common, const ListOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const auto mails = (*view)->database().read([&](store::Connection& connection) {
        return store::Outbox(connection).list(options.state, options.limit);
    });
    ordered_json list = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const model::Mail& mail : mails) {
        list.push_back(to_json(mail));
        rows.push_back(
            {std::to_string(mail.id.value()),
             std::string(model::name_of(mail.kind)),
             std::string(model::name_of(mail.state)),
             std::to_string(mail.attempts),
             due_of(mail),
             mail.last_error}
        );
    }
    if (common.json) {
        fmt::print("{}\n", list.dump(2));
    } else {
        print_table({"ID", "KIND", "STATE", "TRIES", "NEXT TRY", "LAST ERROR"}, rows, "no mails");
    }
    return 0;
}

int outbox_show(const Common& common, std::int64_t id) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    std::optional<model::Mail> mail;
    std::vector<store::Outbox::Attempt> attempts;
    (*view)->database().read([&](store::Connection& connection) {
        store::Outbox outbox(connection);
        mail = outbox.find(base::MailId(id));
        attempts = outbox.attempts_of(base::MailId(id));
    });
    if (!mail) return print_error({base::ErrorKind::NotFound, fmt::format("no mail {}", id), {}});
    ordered_json shown = to_json(*mail);
    shown["tries"] = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& attempt : attempts) {
        const std::string at = base::format_time(attempt.at);
        shown["tries"].push_back(
            {{"at", at},
             {"outcome", attempt.outcome},
             {"code", attempt.code},
             {"detail", attempt.detail}}
        );
        rows.push_back({at, attempt.outcome, std::to_string(attempt.code), attempt.detail});
    }
    if (common.json) {
        fmt::print("{}\n", shown.dump(2));
        return 0;
    }
    fmt::print("mail {}: {}, {}\n", id, model::name_of(mail->kind), model::name_of(mail->state));
    print_table({"AT", "OUTCOME", "CODE", "DETAIL"}, rows, "not tried yet");
    return 0;
}

int outbox_retry(const Common& common, std::int64_t id) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto answer =
        ask_daemon(*config, "/control/outbox/retry", ordered_json{{"id", id}}.dump());
    if (!answer) return print_error(answer.error());
    fmt::print("mail {} is queued again\n", id);
    return 0;
}

}  // namespace connector::cli
