#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// One function a subcommand, each in a file of its own. All return the exit code: 0 done, 1 it ran
/// and something is wrong, 75 try again, 78 configuration (2, usage, is the parser's).
namespace connector::cli {

struct Common {
    std::filesystem::path config;
    bool json = false;
};

[[nodiscard]] int check(const Common& common);
/// Asks /readyz of the running daemon: for a container's health check.
[[nodiscard]] int health(const Common& common);

/// The configuration's as JSON Schema or as a reference in Markdown, or an assistant flow's.
enum class SchemaOf { Configuration, ConfigurationAsMarkdown, Assistant };

[[nodiscard]] int schema(SchemaOf of);

/// Prints every check of the site, the mail server and this machine with its remedy; 1 unless all
/// are well.
[[nodiscard]] int doctor(const Common& common);
/// Makes the site match the configuration, or (`is_plan`) prints what it would do; 1 while
/// something is left that differs.
[[nodiscard]] int provision_site(const Common& common, bool is_plan);

/// Reads from Jira what has changed, or (`is_full`) everything and compares, and shows how far it
/// is: by the running daemon, or by itself when none runs. 75: Jira is away, or it was stopped;
/// what was read stays.
[[nodiscard]] int sync(const Common& common, bool is_full);

struct LinkOptions {
    std::string request;
    std::string contact;
    bool all = false;
    bool is_sure = false;  ///< do not ask
};

[[nodiscard]] int link_issue(const Common& common, const LinkOptions& options);
[[nodiscard]] int link_revoke(const Common& common, const LinkOptions& options);
[[nodiscard]] int link_show(const Common& common, const LinkOptions& options);

struct ListOptions {
    std::string state{};
    int limit = 50;
};

[[nodiscard]] int outbox_list(const Common& common, const ListOptions& options);
[[nodiscard]] int outbox_show(const Common& common, std::int64_t id);
[[nodiscard]] int outbox_retry(const Common& common, std::int64_t id);

[[nodiscard]] int replies_list(const Common& common, const ListOptions& options);
/// With what was written.
[[nodiscard]] int replies_show(const Common& common, std::int64_t id);
[[nodiscard]] int replies_retry(const Common& common, std::int64_t id);

/// Requests that were written in the portal, without their words.
[[nodiscard]] int intakes_list(const Common& common, const ListOptions& options);
[[nodiscard]] int articles_list(const Common& common, const ListOptions& options);

[[nodiscard]] int inbox_list(const Common& common, const ListOptions& options);
[[nodiscard]] int inbox_show(const Common& common, std::int64_t id);
[[nodiscard]] int inbox_replay(const Common& common, std::int64_t id);

[[nodiscard]] int sessions_list(const Common& common, const ListOptions& options);
/// `contact` "*" is everybody.
[[nodiscard]] int sessions_end(const Common& common, const std::string& contact);
/// One session, as listed.
[[nodiscard]] int sessions_end_one(const Common& common, std::int64_t id);

/// The keys of links and sessions, and what was made with each.
[[nodiscard]] int keys_list(const Common& common);
/// A fresh key, current from the daemon's next reload; the others stay accepted.
[[nodiscard]] int keys_rotate(const Common& common);
/// Accepts a key no more, unless something that lives was made with it or (`is_forced`) even so.
[[nodiscard]] int keys_retire(const Common& common, const std::string& id, bool is_forced);

struct AuditOptions {
    std::string contact{};  ///< an address, or a number from the list
    std::string request{};  ///< a key, or a number from the list
    std::vector<std::string> events{};
    std::string since{};  ///< RFC 3339, or a time span up to now
    std::string until{};
    std::int64_t limit = 50;  ///< 0: all
    bool as_csv = false;
    bool verifies = false;
    std::string head{};  ///< as in the log's `audit.head`
};

/// Lists what is asked for, or (`verifies`) checks the chain: 1 and the first thing that is wrong.
[[nodiscard]] int audit(const Common& common, const AuditOptions& options);

struct ContactOptions {
    std::string contact;
    std::filesystem::path out{};  ///< empty: standard output
    bool is_plan = false;
    bool is_sure = false;
};

/// Everything that is kept about a contact, as JSON. The audit has it first.
[[nodiscard]] int export_contact(const Common& common, const ContactOptions& options);
/// Forgets a contact, by the running daemon; or (`is_plan`) says what would go.
[[nodiscard]] int erase_contact(const Common& common, const ContactOptions& options);

}  // namespace connector::cli
