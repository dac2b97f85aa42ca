#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/worker.hpp"
#include "connector/access/limits.hpp"
#include "connector/access/links.hpp"
#include "connector/access/newcomers.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// "Send me a link": by address from the sign-in page, or by an old link from its page. The visitor
/// gets the same answer in the same time for a known, unknown, suppressed or rate-limited address,
/// because asking only puts a note on a queue in memory; the look-up and the outbox row are made on
/// a worker afterwards (SR-30). The mail goes to the address on file, never to what was typed
/// (SR-31). A note lost in a crash costs its visitor one more click.
class LinkRequests {
public:
    struct ByAddress {
        std::string typed_address;
        base::ProjectKey project;
    };

    struct ByLink {
        std::string token;
    };

    struct Asked {
        std::variant<ByAddress, ByLink> what;
        base::Bytes32 browser_hash{};
        std::string client;
    };

    LinkRequests(
        store::Database& database,
        Links& links,
        Newcomers& newcomers,
        const base::Clock& clock,
        base::Log& log,
        std::function<void()> on_mail
    );

    /// Never waits and never tells. Notes beyond a few thousand are dropped.
    void ask(Asked asked);

private:
    struct Target {
        base::ContactId contact;
        std::optional<base::RequestId> request;  ///< nothing: the portal's home
        base::ProjectKey project;
    };

    bool work_off_one();
    void handle(const Asked& asked);
    /// What was reached, if anything.
    [[nodiscard]] std::optional<LimitRule> limit_reached(const Asked& asked);
    void audit_limit(const Asked& asked, std::string_view limit, std::optional<base::ContactId> of);
    [[nodiscard]] std::optional<Target> find_target(const Asked& asked);
    /// The contact's latest request there; without any, the home of a desk they are a customer of.
    [[nodiscard]] std::optional<Target> find_known(
        std::string_view address, const base::ProjectKey& project
    );
    /// Whom nobody knows may become somebody.
    void pass_on(const Asked& asked);
    void draft_mail(const Asked& asked, const Target& target);

    store::Database& database_;
    Links& links_;
    Newcomers& newcomers_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_mail_;
    Limits limits_;

    std::mutex mutex_;
    std::deque<Asked> queue_;  ///< guarded by mutex_
    base::Bell bell_;
    base::Worker worker_;  ///< last: it uses all of the above
};

}  // namespace connector::access
