#include <cstdio>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/erasure.hpp"

namespace connector::cli {
namespace {

using base::ErrorKind;
using nlohmann::ordered_json;

struct Plan {
    std::size_t contacts = 0;
    store::Traces traces{};
};

Plan plan_for(store::Connection& connection, const std::string& address) {
    Plan plan;
    for (const base::ContactId contact : store::contacts_at(connection, address)) {
        const store::Traces more = store::traces_of(connection, contact);
        ++plan.contacts;
        plan.traces.requests += more.requests;
        plan.traces.comments += more.comments;
        plan.traces.replies += more.replies;
        plan.traces.intakes += more.intakes;
        plan.traces.mails += more.mails;
        plan.traces.links += more.links;
        plan.traces.sessions += more.sessions;
        plan.traces.audit_rows += more.audit_rows;
    }
    return plan;
}

void print_plan(const Plan& plan) {
    const auto line = [](std::string_view what, auto number) {
        fmt::print(stderr, "{:>8}  {}\n", number, what);
    };
    line("contacts", plan.contacts);
    line("requests they reported, with all comments there", plan.traces.requests);
    line("comments of theirs in other requests", plan.traces.comments);
    line("replies written here", plan.traces.replies);
    line("requests raised here", plan.traces.intakes);
    line("mails, sent or owed", plan.traces.mails);
    line("links", plan.traces.links);
    line("sessions", plan.traces.sessions);
    line("audit rows that keep event and time only", plan.traces.audit_rows);
}

/// On a terminal it is asked for; elsewhere --yes must have said so.
bool is_wanted() {
    if (::isatty(STDIN_FILENO) != 1) return false;
    fmt::print(stderr, "This cannot be undone. Type erase to go on: ");
    std::string answer;
    return std::getline(std::cin, answer) && answer == "erase";
}

int tell(const Common& common, const ordered_json& answer) {
    const auto erased = answer.value("erased", std::int64_t{0});
    if (common.json) {
        fmt::print("{}\n", answer.dump());
    } else if (erased == 0) {
        fmt::print("nothing is kept under this address\n");
    } else {
        fmt::print("erased\n");
    }
    if (answer.value("log_emptied", false)) return 0;
    fmt::print(
        stderr,
        "connector: a reader held the store's log: it may hold old pages for some minutes; "
        "run the same command again to empty it\n"
    );
    return 1;
}

}  // namespace

int erase_contact(const Common& common, const ContactOptions& options) {
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto address = model::normalize_address(options.contact);
    if (!address) return print_error(address.error());
    {
        const auto view = StoreView::open(*config);
        if (!view) return print_error(view.error());
        print_plan((*view)->database().read([&](store::Connection& connection) {
            return plan_for(connection, *address);
        }));
    }  // a reader of ours would be in the way
    if (options.is_plan) return 0;
    if (!options.is_sure && !is_wanted()) {
        return print_error({ErrorKind::Invalid, "nothing was erased; say --yes to mean it", {}});
    }
    const ordered_json body{{"contact", *address}};
    const auto answer = ask_daemon(*config, "/control/contacts/erase", body.dump());
    if (!answer) return print_error(answer.error());
    return tell(common, ordered_json::parse(*answer));
}

}  // namespace connector::cli
