#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "connector/access/limits.hpp"
#include "connector/store/database.hpp"
#include "connector/store/newcomers.hpp"

namespace connector::access {

/// Who may come in though nobody knows them.
struct NewcomerRules {
    /// Of the projects whose `access.email` is on: how many a day (`new_customers_per_day`).
    std::map<base::ProjectKey, int> per_day{};
    /// Normalised addresses that are ours: nobody reads mail there who should become a customer.
    std::set<std::string> ours{};
};

/// Decides which unknown addresses may become customers, and leaves a durable note for whoever
/// makes them (mirror/enrolment.hpp). Anybody can type any address, and each one costs Jira an
/// account: so there are limits by network, by mail domain, by address and, over restarts, by
/// project and day. What is refused here the visitor never learns (SR-30). Thread-safe; waits for
/// the store only.
class Newcomers {
public:
    using Newcomer = store::Newcomers::Newcomer;

    Newcomers(
        store::Database& database,
        NewcomerRules rules,
        const base::Clock& clock,
        base::Log& log,
        std::function<void()> on_newcomer
    );

    void ask(const Newcomer& newcomer);

private:
    /// The name of what was reached, if anything.
    [[nodiscard]] std::optional<std::string_view> limit_reached(const Newcomer& newcomer);
    void refuse(const Newcomer& newcomer, std::string_view limit);

    store::Database& database_;
    const NewcomerRules rules_;
    const base::Clock& clock_;
    base::Log& log_;
    const std::function<void()> on_newcomer_;
    Limits limits_;
};

}  // namespace connector::access
