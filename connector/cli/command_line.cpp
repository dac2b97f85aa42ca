#include "connector/cli/command_line.hpp"

#include <functional>

#include <CLI/CLI.hpp>

#include "connector/cli/commands.hpp"
#include "connector/daemon.hpp"

namespace connector::cli {
namespace {

constexpr int kExitUsage = 2;

/// Builds the subcommands; each sets what is to be run once the arguments are known to be good.
class CommandLine {
public:
    CommandLine()
        : app_("Passwordless customer portal beside Jira Service Management", "connector") {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", JSM_VERSION);
        app_.get_formatter()->column_width(32);
        add_daemon_commands();
        add_link_commands();
        add_outbox_commands();
        add_replies_commands();
        add_intakes_commands();
        add_articles_commands();
        add_inbox_commands();
        add_people_commands();
        add_keys_commands();
    }

    int run(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& problem) {
            const int code = app_.exit(problem);
            return code == 0 ? 0 : kExitUsage;
        }
        return chosen_();
    }

private:
    CLI::App* add(CLI::App& parent, const char* name, const char* what, const char* example) {
        CLI::App* command = parent.add_subcommand(name, what);
        command->footer(std::string("Example:\n  ") + example);
        return command;
    }

    CLI::App* add_with_config(
        CLI::App& parent, const char* name, const char* what, const char* example
    ) {
        CLI::App* command = add(parent, name, what, example);
        command->add_option("--config", common_.config, "the configuration file")->required();
        return command;
    }

    void json_flag(CLI::App* command) { command->add_flag("--json", common_.json, "for machines"); }

    void list_options(CLI::App* command, const char* filter, const char* what) {
        json_flag(command);
        limit_option(command);
        command->add_option(filter, list_.state, what);
    }

    void limit_option(CLI::App* command, const char* what = "at most so many, latest first") {
        command->add_option("--limit", list_.limit, what)
            ->check(CLI::Range(1, 10'000))
            ->capture_default_str();
    }

    void on(CLI::App* command, std::function<int()> action) {
        command->callback([this, action = std::move(action)] { chosen_ = action; });
    }

    void add_daemon_commands() {
        on(add_with_config(
               app_,
               "run",
               "The daemon. SIGTERM drains, SIGHUP reloads.",
               "connector run --config /etc/jsm-connector/connector.yaml"
           ),
           [this] { return run_daemon(common_.config); });

        CLI::App* check_command = add_with_config(
            app_,
            "check",
            "Validates a configuration: FILE:LINE:COL: message; exit 0 or 78.",
            "connector check --config connector.yaml"
        );
        json_flag(check_command);
        on(check_command, [this] { return check(common_); });

        on(add_with_config(
               app_,
               "health",
               "Asks the running daemon whether it is ready.",
               "connector health --config connector.yaml"
           ),
           [this] { return health(common_); });

        CLI::App* doctor_command = add_with_config(
            app_,
            "doctor",
            "Checks the site, its access settings, the mail server, store and keys.",
            "connector doctor --config connector.yaml"
        );
        json_flag(doctor_command);
        on(doctor_command, [this] { return doctor(common_); });

        CLI::App* provision_command = add_with_config(
            app_,
            "provision",
            "Makes the site match the configuration; tells what is left to do by hand.",
            "connector provision --config connector.yaml --plan"
        );
        provision_command->add_flag("--plan", is_plan_, "only print the difference");
        json_flag(provision_command);
        on(provision_command, [this] { return provision_site(common_, is_plan_); });

        CLI::App* sync_command = add_with_config(
            app_,
            "sync",
            "Reads from Jira what has changed, shows how far it is, and exits.",
            "connector sync --config connector.yaml --full"
        );
        sync_command->add_flag(
            "--full", is_full_, "read everything again, and compare all requests with Jira's"
        );
        json_flag(sync_command);
        on(sync_command, [this] { return sync(common_, is_full_); });

        CLI::App* schema_command =
            add(app_,
                "schema",
                "Prints the JSON Schema of the configuration, for editors.",
                "connector schema > connector.schema.json");
        schema_command->add_flag(
            "--markdown", as_markdown_, "the reference, as in docs/configuration.md"
        );
        schema_command->add_flag(
            "--assistant", of_assistant_, "the schema of an assistant's flow instead"
        );
        on(schema_command, [this] {
            if (of_assistant_) return schema(SchemaOf::Assistant);
            return schema(
                as_markdown_ ? SchemaOf::ConfigurationAsMarkdown : SchemaOf::Configuration
            );
        });
    }

    void add_link_commands() {
        CLI::App* group = add(app_, "link", "Magic links", "connector link issue --help");
        group->require_subcommand(1);
        CLI::App* issue = add_with_config(
            *group,
            "issue",
            "Mints a link and prints it; nothing is mailed.",
            "connector link issue --config connector.yaml --request SUP-12 --contact "
            "ann@example.com"
        );
        issue->add_option("--request", link_.request, "the request's key")->required();
        issue->add_option("--contact", link_.contact, "the contact's address")->required();
        json_flag(issue);
        on(issue, [this] { return link_issue(common_, link_); });

        CLI::App* revoke = add_with_config(
            *group,
            "revoke",
            "Voids the open links of a request, of a contact, or all.",
            "connector link revoke --config connector.yaml --request SUP-12"
        );
        CLI::Option_group* which = revoke->add_option_group("which");
        which->add_option("--request", link_.request, "all links to this request");
        which->add_option("--contact", link_.contact, "all links of this contact");
        which->add_flag("--all", link_.all, "everybody's links; asks first");
        which->require_option(1);
        revoke->add_flag("--yes", link_.is_sure, "with --all: do not ask");
        json_flag(revoke);
        on(revoke, [this] { return link_revoke(common_, link_); });

        CLI::App* show = add_with_config(
            *group,
            "show",
            "Lists a contact's links and what became of them.",
            "connector link show --config connector.yaml --contact ann@example.com"
        );
        show->add_option("--contact", link_.contact, "the contact's address")->required();
        json_flag(show);
        on(show, [this] { return link_show(common_, link_); });
    }

    void add_outbox_commands() {
        CLI::App* outbox =
            add(app_, "outbox", "Mails owed, sent and given up", "connector outbox list --help");
        outbox->require_subcommand(1);
        CLI::App* list = add_with_config(
            *outbox,
            "list",
            "Lists mails.",
            "connector outbox list --config connector.yaml --state bounced"
        );
        list_options(list, "--state", "queued, sending, sent, deferred, bounced or abandoned");
        on(list, [this] { return outbox_list(common_, list_); });
        CLI::App* show = add_with_config(
            *outbox,
            "show",
            "Shows a mail and every attempt.",
            "connector outbox show --config connector.yaml 17"
        );
        show->add_option("id", id_, "the mail's id")->required();
        json_flag(show);
        on(show, [this] { return outbox_show(common_, id_); });
        CLI::App* retry = add_with_config(
            *outbox,
            "retry",
            "Queues a bounced or abandoned mail again.",
            "connector outbox retry --config connector.yaml 17"
        );
        retry->add_option("id", id_, "the mail's id")->required();
        on(retry, [this] { return outbox_retry(common_, id_); });
    }

    void add_replies_commands() {
        CLI::App* replies =
            add(app_, "replies", "What contacts wrote here", "connector replies list --help");
        replies->require_subcommand(1);
        CLI::App* list = add_with_config(
            *replies,
            "list",
            "Lists replies.",
            "connector replies list --config connector.yaml --state refused"
        );
        list_options(list, "--state", "waiting, posted or refused");
        on(list, [this] { return replies_list(common_, list_); });
        CLI::App* show = add_with_config(
            *replies,
            "show",
            "Shows a reply with its text.",
            "connector replies show --config connector.yaml 3"
        );
        show->add_option("id", id_, "the reply's id")->required();
        json_flag(show);
        on(show, [this] { return replies_show(common_, id_); });
        CLI::App* retry = add_with_config(
            *replies,
            "retry",
            "Queues a refused reply again.",
            "connector replies retry --config connector.yaml 3"
        );
        retry->add_option("id", id_, "the reply's id")->required();
        on(retry, [this] { return replies_retry(common_, id_); });
    }

    void add_intakes_commands() {
        CLI::App* intakes =
            add(app_, "intakes", "Requests that were written here", "connector intakes list --help"
            );
        intakes->require_subcommand(1);
        CLI::App* list = add_with_config(
            *intakes,
            "list",
            "Lists requests that were written in the portal.",
            "connector intakes list --config connector.yaml --state waiting"
        );
        list_options(list, "--state", "waiting, raised or refused");
        on(list, [this] { return intakes_list(common_, list_); });
    }

    void add_articles_commands() {
        CLI::App* articles =
            add(app_,
                "articles",
                "Help articles and what readers said of them",
                "connector articles list --help");
        articles->require_subcommand(1);
        CLI::App* list = add_with_config(
            *articles,
            "list",
            "Lists the articles that were found, those with the most votes first.",
            "connector articles list --config connector.yaml"
        );
        json_flag(list);
        limit_option(list, "at most so many");
        on(list, [this] { return articles_list(common_, list_); });
    }

    void add_inbox_commands() {
        CLI::App* inbox = add(app_, "inbox", "Received webhooks", "connector inbox list --help");
        inbox->require_subcommand(1);
        CLI::App* inbox_rows = add_with_config(
            *inbox,
            "list",
            "Lists deliveries.",
            "connector inbox list --config connector.yaml --state dead"
        );
        list_options(inbox_rows, "--state", "waiting, done or dead");
        on(inbox_rows, [this] { return inbox_list(common_, list_); });
        CLI::App* show = add_with_config(
            *inbox, "show", "Shows one of them", "connector inbox show --config connector.yaml 4"
        );
        show->add_option("ID", id_, "as listed")->required();
        on(show, [this] { return inbox_show(common_, id_); });
        CLI::App* replay = add_with_config(
            *inbox,
            "replay",
            "Makes a dead letter due again.",
            "connector inbox replay --config connector.yaml 4"
        );
        replay->add_option("id", id_, "the delivery's id")->required();
        on(replay, [this] { return inbox_replay(common_, id_); });
    }

    void add_people_commands() {
        CLI::App* sessions =
            add(app_, "sessions", "Signed-in browsers", "connector sessions list --help");
        sessions->require_subcommand(1);
        CLI::App* list = add_with_config(
            *sessions, "list", "Lists sessions.", "connector sessions list --config connector.yaml"
        );
        json_flag(list);
        limit_option(list);
        on(list, [this] { return sessions_list(common_, list_); });
        CLI::App* end = add_with_config(
            *sessions,
            "end",
            "Ends a contact's sessions and voids their links.",
            "connector sessions end --config connector.yaml --contact ann@example.com"
        );
        CLI::Option_group* whose = end->add_option_group("whose");
        whose->add_option("--contact", link_.contact, "the contact's address");
        whose->add_flag("--all", everybody_, "everybody's");
        whose->add_option("--id", id_, "this one alone, as listed; links stay");
        whose->require_option(1);
        on(end, [this] {
            if (id_ != 0) return sessions_end_one(common_, id_);
            return sessions_end(common_, everybody_ ? "*" : link_.contact);
        });

        add_audit_commands();
        add_privacy_commands();
    }

    void add_audit_commands() {
        CLI::App* group =
            add(app_, "audit", "Who did, viewed and was refused what", "connector audit list --help"
            );
        group->require_subcommand(1);
        CLI::App* entries = add_with_config(
            *group,
            "list",
            "Lists the audit, latest first.",
            "connector audit list --config connector.yaml --event link. --since 7d --csv"
        );
        entries->add_option("--contact", audit_.contact, "an address, or a number from the list");
        entries->add_option("--request", audit_.request, "a key, or a number from the list");
        entries
            ->add_option(
                "--event", audit_.events, "only these, e.g. link.exchanged; link. is all of links"
            )
            ->delimiter(',');
        entries->add_option(
            "--since", audit_.since, "2026-07-27T08:00:00Z, or 2h, 7d: so long ago"
        );
        entries->add_option("--until", audit_.until, "the same; before then");
        entries->add_option("--limit", audit_.limit, "at most so many; 0: all")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        CLI::Option* csv = entries->add_flag("--csv", audit_.as_csv, "for spreadsheets");
        entries->add_flag("--json", common_.json, "for machines")->excludes(csv);
        on(entries, [this] { return audit(common_, audit_); });

        CLI::App* verify = add_with_config(
            *group,
            "verify",
            "Checks that no row was changed, removed or put in; 1 and which when one was.",
            "connector audit verify --config connector.yaml"
        );
        verify->add_option(
            "--head", audit_.head, "ID:TAG, as in the log's audit.head: it must still be there"
        );
        json_flag(verify);
        on(verify, [this] {
            audit_.verifies = true;
            return audit(common_, audit_);
        });
    }

    void add_privacy_commands() {
        CLI::App* exported = add_with_config(
            app_,
            "export",
            "Writes everything that is kept about a contact, as JSON.",
            "connector export --config connector.yaml --contact ann@example.com --out ann.json"
        );
        exported->add_option("--contact", whose_.contact, "the contact's address")->required();
        exported->add_option("--out", whose_.out, "a new file, for its owner only");
        on(exported, [this] { return export_contact(common_, whose_); });

        CLI::App* erase = add_with_config(
            app_,
            "erase",
            "Forgets a contact for good: everything of theirs here, nothing in Jira.",
            "connector erase --config connector.yaml --contact ann@example.com --plan"
        );
        erase->add_option("--contact", whose_.contact, "the contact's address")->required();
        erase->add_flag("--plan", whose_.is_plan, "only say what would go");
        erase->add_flag("--yes", whose_.is_sure, "do not ask");
        json_flag(erase);
        on(erase, [this] { return erase_contact(common_, whose_); });
    }

    void add_keys_commands() {
        CLI::App* keys =
            add(app_, "keys", "The keys of links and sessions", "connector keys list --help");
        keys->require_subcommand(1);
        CLI::App* list = add_with_config(
            *keys,
            "list",
            "Lists keys and what was made with them.",
            "connector keys list --config connector.yaml"
        );
        json_flag(list);
        on(list, [this] { return keys_list(common_); });
        CLI::App* rotate = add_with_config(
            *keys,
            "rotate",
            "Makes a fresh key and uses it from the next reload; the others stay good.",
            "connector keys rotate --config connector.yaml && systemctl reload jsm-connector"
        );
        json_flag(rotate);
        on(rotate, [this] { return keys_rotate(common_); });
        CLI::App* retire = add_with_config(
            *keys,
            "retire",
            "Accepts a key no more, once nothing that lives was made with it.",
            "connector keys retire --config connector.yaml 0a1b2c3d"
        );
        retire->add_option("id", key_, "the key's id, as listed")->required();
        retire->add_flag(
            "--force", is_forced_, "now: its links, sessions and sealed OAuth grant die"
        );
        json_flag(retire);
        on(retire, [this] { return keys_retire(common_, key_, is_forced_); });
    }

    CLI::App app_;
    Common common_;
    LinkOptions link_;
    ListOptions list_;
    AuditOptions audit_;
    ContactOptions whose_;
    std::int64_t id_ = 0;
    bool as_markdown_ = false;
    bool of_assistant_ = false;
    bool is_plan_ = false;
    bool is_full_ = false;
    bool everybody_ = false;
    std::string key_;
    bool is_forced_ = false;
    std::function<int()> chosen_;
};

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    return CommandLine().run(argc, argv);
}

}  // namespace connector::cli
