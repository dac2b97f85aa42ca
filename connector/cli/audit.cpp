#include "connector/store/audit.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "connector/access/keys.hpp"
#include "connector/cli/audit_output.hpp"
#include "connector/cli/commands.hpp"
#include "connector/cli/context.hpp"
#include "connector/cli/output.hpp"
#include "connector/cli/progress_bar.hpp"
#include "connector/model/email_address.hpp"
#include "connector/store/audit_chain.hpp"
#include "connector/store/erasure.hpp"
#include "connector/store/requests.hpp"

namespace connector::cli {
namespace {

using base::ErrorKind;
using nlohmann::ordered_json;

/// "2026-07-27T08:00:00Z", or "7d": so long before `now`. Nothing asked: nothing.
base::Result<std::optional<base::Time>> time_in(const std::string& text, base::Time now) {
    if (text.empty()) return std::optional<base::Time>();
    if (const auto time = base::parse_time(text)) return std::optional(*time);
    if (const auto ago = base::parse_duration(text)) return std::optional(now - *ago);
    return base::fail(
        ErrorKind::Invalid, "not a time: '" + text + "'; write 2026-07-27T08:00:00Z, or 7d"
    );
}

base::Result<std::optional<base::ContactId>> contact_in(
    store::Connection& connection, const std::string& text
) {
    if (text.empty()) return std::optional<base::ContactId>();
    if (const auto number = base::parse_int(text)) return std::optional(base::ContactId(*number));
    const auto address = model::normalize_address(text);
    if (!address) return base::fail(address);
    const auto known = store::contacts_at(connection, *address);
    if (known.empty()) return base::fail(ErrorKind::NotFound, "nobody is known by " + text);
    return std::optional(known.front());
}

base::Result<std::optional<base::RequestId>> request_in(
    store::Connection& connection, const std::string& text
) {
    if (text.empty()) return std::optional<base::RequestId>();
    if (const auto number = base::parse_int(text)) return std::optional(base::RequestId(*number));
    const auto known = store::Requests(connection).find_by_key(base::RequestKey(text));
    if (!known) return base::fail(ErrorKind::NotFound, "no request " + text + " is mirrored");
    return std::optional(known->id);
}

base::Result<store::Audit::Filter> filter_for(
    store::Connection& connection, const AuditOptions& options, base::Time now
) {
    const auto since = time_in(options.since, now);
    if (!since) return base::fail(since);
    const auto until = time_in(options.until, now);
    if (!until) return base::fail(until);
    const auto contact = contact_in(connection, options.contact);
    if (!contact) return base::fail(contact);
    const auto request = request_in(connection, options.request);
    if (!request) return base::fail(request);
    return store::Audit::Filter{
        .contact = *contact,
        .request = *request,
        .events = options.events,
        .since = *since,
        .until = *until,
        .limit = options.limit};
}

int list(const Common& common, const AuditOptions& options) {
    const auto view = open_store(common.config);
    if (!view) return view.error();
    const AuditFormat format = common.json      ? AuditFormat::Json
                               : options.as_csv ? AuditFormat::Csv
                                                : AuditFormat::Table;
    const base::Time now = base::SystemClock{}.now();
    return (*view)->database().read([&](store::Connection& connection) {
        const auto filter = filter_for(connection, options, now);
        if (!filter) return print_error(filter.error());
        AuditOutput output(stdout, format);
        store::Audit(connection).each(*filter, [&](const auto& row) { output.print(row); });
        output.end();
        return 0;
    });
}

/// A line on standard error while a long chain is read; a terminal only.
class Progress {
public:
    explicit Progress(std::int64_t expected) : expected_(expected) {}

    void show(std::int64_t done) {
        const base::milliseconds now{base::to_millis(clock_.now())};
        if (!is_terminal_ || now < next_) return;
        next_ = now + base::milliseconds{100};
        const double share =
            expected_ > 0 ? static_cast<double>(done) / static_cast<double>(expected_) : 1.0;
        fmt::print(stderr, "{}", bar_.draw(share, fmt::format("{} rows", done), now));
    }

    void end() { fmt::print(stderr, "{}", bar_.end()); }

private:
    const base::SystemClock clock_;
    const std::int64_t expected_;
    const bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
    ProgressBar bar_{{.is_terminal = is_terminal_}};
    base::milliseconds next_{0};
};

int tell(const Common& common, const store::AuditVerdict& verdict) {
    if (common.json) {
        ordered_json said{
            {"ok", !verdict.fault},
            {"rows", verdict.rows},
            {"blanked", verdict.blanked},
            {"forgotten_up_to", verdict.forgotten_up_to},
            {"head", verdict.head.to_string()}};
        if (verdict.fault) said["fault"] = *verdict.fault;
        fmt::print("{}\n", said.dump(2));
    } else if (verdict.fault) {
        fmt::print(stderr, "connector: {}\n", *verdict.fault);
    } else {
        fmt::print(
            "{} rows, each sealed to the one before it; {} of them with an address or a detail "
            "blanked\nhead {}\n",
            verdict.rows,
            verdict.blanked,
            verdict.head.to_string()
        );
    }
    return verdict.fault ? 1 : 0;
}

int verify(const Common& common, const AuditOptions& options) {
    std::optional<store::AuditHead> expected;
    if (!options.head.empty()) {
        expected = store::AuditHead::parse(options.head);
        if (!expected) {
            return print_error(
                {ErrorKind::Invalid, "--head is ID:TAG, as in the log's audit.head", {}}
            );
        }
    }
    const auto config = load_config(common.config);
    if (!config) return config.error();
    const auto view = StoreView::open(*config);
    if (!view) return print_error(view.error());
    const auto keys = access::KeyRing::open(config->keys_directory);
    if (!keys) return print_error(keys.error());
    base::SodiumRandom random;
    const auto store_keys = keys->for_store(random);
    return (*view)->database().read([&](store::Connection& connection) {
        const auto rows = connection.first(
            "select count(*) from audit", {}, [](const store::Row& row) { return row.integer(0); }
        );
        Progress progress(rows.value_or(0));
        const auto verdict = store::verify_audit(
            connection, *store_keys, expected, [&](std::int64_t done) { progress.show(done); }
        );
        progress.end();
        return tell(common, verdict);
    });
}

}  // namespace

int audit(const Common& common, const AuditOptions& options) {
    return options.verifies ? verify(common, options) : list(common, options);
}

}  // namespace connector::cli
