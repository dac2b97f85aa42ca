#include "connector/cli/local_checks.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "base/system_clock.hpp"
#include "base/time.hpp"
#include "connector/access/keys.hpp"
#include "connector/cli/context.hpp"
#include "connector/mirror/reconcile.hpp"
#include "connector/settings_from_config.hpp"
#include "connector/store/facts.hpp"

namespace connector::cli {
namespace {

using provision::Finding;

Finding check_store(const config::Config& config) {
    if (!std::filesystem::exists(config.store_file)) {
        return provision::ok("store", "", "not there yet: the first start makes it");
    }
    const auto view = StoreView::open(config);
    if (view) return provision::ok("store", "", "can be read");
    return provision::wrong(
        "store", view.error().message, "See docs/operations.md, \"It does not start\""
    );
}

/// When all requests were last compared with Jira's.
Finding check_reconcile(const config::Config& config) {
    constexpr const char* kName = "reconcile";
    const auto view = StoreView::open(config);
    if (!view) return provision::ok(kName, "", "no store yet");
    const auto last = (*view)->database().read([](store::Connection& connection) {
        return store::Facts(connection).get(mirror::Reconcile::kFact);
    });
    if (!last) return provision::ok(kName, "", "not yet: comes after the first read");
    const base::Time at = base::from_millis(*last);
    const std::string when = fmt::format("last compared {}", base::format_time(at));
    const bool is_late = base::SystemClock().now() > at + 2 * config.site.reconcile_interval;
    if (!is_late) return provision::ok(kName, "", when);
    return provision::wrong(
        kName, when, "Look for reconcile.failed in the log, or run: connector sync --full"
    );
}

Finding check_keys(const config::Config& config) {
    const auto keys = access::KeyRing::open(config.keys_directory);
    if (keys) return provision::ok("keys", "", "can be read, and by nobody else");
    if (keys.error().kind == base::ErrorKind::NotFound) {
        return provision::ok("keys", "", "not there yet: the first start makes one");
    }
    return provision::wrong(
        "keys", keys.error().message, "See docs/operations.md, \"It does not start\""
    );
}

Finding check_mail_server(const config::Config& config) {
    mailer::SmtpClient client(smtp_settings(config));
    const auto reached = client.reach();
    if (reached) {
        return provision::ok("mail_server", "", fmt::format("{} answers", config.mail.smtp.url));
    }
    return provision::wrong(
        "mail_server",
        fmt::format("{}: {}", config.mail.smtp.url, reached.error().message),
        "Mend mail.smtp: address, TLS, user name and password"
    );
}

}  // namespace

provision::Findings run_local_checks(const config::Config& config) {
    return {
        check_store(config),
        check_reconcile(config),
        check_keys(config),
        check_mail_server(config)};
}

}  // namespace connector::cli
